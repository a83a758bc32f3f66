"""Silences, windows and their occurrences over a restart, a reboot, a kill and a clock that was set."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.history.history_store import SqliteHistoryStore
from app.history.recall import recalled_in
from app.history.state_rows import SUPPRESSION_KEPT
from app.history.state_store import SqliteStateStore
from app.model.clock import Moment
from app.model.maintenance import Fixed, Maintenance, Recurring, Run
from app.model.matcher import matchers_of
from app.model.ports import Batch, Proof, Remembered
from app.model.silence import Silence
from app.model.suppression import Suppression, SuppressionKind
from tests.history.builders import NOW, alert, at, incident

ROOT = Path(__file__).parents[2]
SILENCE = Silence(
    id="S-3",
    matchers=matchers_of('target=pay check=~"p.*"'),
    author="ann",
    reason="cable",
    made=at(-60),
    starts=at(-60),
    ends=at(7200),
    when_clear=300.0,
)
WINDOW = Maintenance(
    id="M-2",
    matchers=matchers_of("target=pay"),
    reason="disks",
    plan=Recurring(at=150, lasts=60.0),
    made=at(-9),
)
RUN = Run(window="M-2", start=NOW.wall - 5, began=at(-5), until=at(5400))


async def kept(path: Path, batch: Batch, then: Moment) -> Remembered:
    """Store, close, and return what a start at that moment remembers."""
    for moment, stored in ((NOW, batch), (then, Batch())):
        store = SqliteStateStore(path)
        remembered = await store.open(moment)
        await store.commit(stored)
        await store.close()
    return remembered


def left(silence: Silence, now: Moment) -> float:
    """Return the seconds that a silence still lasts."""
    return silence.ends.seconds_since(now)


async def test_they_come_back_as_they_were(tmp_path: Path) -> None:
    """With all that people wrote, and with their moments."""
    batch = Batch(silences=(SILENCE,), maintenance=(WINDOW,), runs=(RUN,))
    remembered = await kept(tmp_path / "state.db", batch, at(100))
    assert remembered.silences == (SILENCE,)
    assert remembered.maintenance == (WINDOW,)
    assert remembered.runs == (RUN,)


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        (at(100), 7100.0),
        (replace(at(100), wall=at(100).wall - 7200), 7100.0),  # put back: no longer
        (replace(at(100), wall=at(100).wall + 3600), 3500.0),  # put on: as long as the calendar says
        (replace(at(100), mono=5.0), 7100.0),  # the machine was started anew
        (at(7201), 0.0),
        (replace(at(7201), wall=at(7201).wall - 7200), 0.0),
        (replace(at(7201), mono=5.0), 0.0),
    ],
)
async def test_a_silence_ends_at_its_real_end(tmp_path: Path, then: Moment, expected: float) -> None:
    """Over a restart, a reboot and a clock that was set meanwhile: never longer than it was wished."""
    remembered = await kept(tmp_path / "state.db", Batch(silences=(SILENCE,), runs=(RUN,)), then)
    (silence,), (run,) = remembered.silences, remembered.runs
    assert silence.over(then) is (expected == 0.0)
    if expected:
        assert left(silence, then) == pytest.approx(expected)
        assert silence.active(then)
        assert run.active(then) is (expected > 1800.0)


async def test_one_that_is_to_come_begins_in_its_time(tmp_path: Path) -> None:
    """Not at once, because a start found its begin in the future."""
    later = replace(SILENCE, starts=at(3600))
    remembered = await kept(tmp_path / "state.db", Batch(silences=(later,)), at(100))
    assert not remembered.silences[0].active(at(3599))
    assert remembered.silences[0].active(at(3601))


async def test_why_nobody_is_told_keeps_its_end(tmp_path: Path) -> None:
    """That of the silence itself, to the same moment, so that a restart is no change."""
    by = Suppression(kind=SuppressionKind.SILENCE, by="S-3", who="ann", until=SILENCE.ends)
    batch = Batch(silences=(SILENCE,), incidents=(replace(incident(17), suppressed=by),))
    remembered = await kept(tmp_path / "state.db", batch, replace(at(100), mono=5.0))
    suppressed = remembered.open[0].suppressed
    assert suppressed is not None
    assert suppressed.until == remembered.silences[0].ends
    endless = Suppression(kind=SuppressionKind.INHIBITED, by="core/up")
    assert recalled_in(endless, NOW) == endless


async def test_a_file_of_an_earlier_version_opens(tmp_path: Path) -> None:
    """It has none of the tables, and gets them; nothing else is lost."""
    path = tmp_path / "state.db"
    await kept(path, Batch(alerts=(alert(),)), at(1))
    with closing(sqlite3.connect(path)) as db:
        for table in ("silences", "maintenance", "runs"):
            db.execute(f"DROP TABLE {table}")
    remembered = await kept(path, Batch(silences=(SILENCE,)), at(2))
    assert remembered.alerts
    assert remembered.silences == (SILENCE,)


async def test_what_is_over_leaves_before_what_is_in_force(tmp_path: Path) -> None:
    """Their number is bounded, and one that lasts is never the one to go, however long ago it was made."""
    over = tuple(
        replace(SILENCE, id=f"S-{number}", ended=at(-number)) for number in range(10, SUPPRESSION_KEPT + 20)
    )
    once = tuple(
        replace(WINDOW, id=f"M-{n}", plan=Fixed(start=float(n), end=float(n) + 1))
        for n in range(10, SUPPRESSION_KEPT + 20)
    )
    batch = Batch(silences=(SILENCE, *over), maintenance=(WINDOW, *once))
    remembered = await kept(tmp_path / "state.db", batch, at(1))
    assert len(remembered.silences) == len(remembered.maintenance) == SUPPRESSION_KEPT
    assert SILENCE in remembered.silences
    assert WINDOW in remembered.maintenance


_WRITER = """
import asyncio, os, signal, sys
from pathlib import Path
from app.history.state_store import SqliteStateStore
from app.model.ports import Batch
from tests.history.test_suppression_rows import NOW, RUN, SILENCE, WINDOW

async def main():
    store = SqliteStateStore(Path(sys.argv[1]))
    await store.open(NOW)
    await store.commit(Batch(silences=(SILENCE,), maintenance=(WINDOW,), runs=(RUN,)))
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


def killed(path: Path) -> int:
    """Write in a process that is killed, and return how it ended."""
    command = [sys.executable, "-c", _WRITER, str(path)]
    return subprocess.run(command, cwd=ROOT, timeout=30, check=False).returncode


async def test_what_was_said_to_be_saved_survives_a_kill(tmp_path: Path) -> None:
    """A process that is killed right after its commit has lost none of it."""
    path = tmp_path / "state.db"
    assert killed(path) == -signal.SIGKILL
    store = SqliteStateStore(path)
    remembered = await store.open(at(1))
    await store.close()
    assert remembered.silences == (SILENCE,)
    assert (remembered.maintenance, remembered.runs) == ((WINDOW,), (RUN,))


async def test_time_in_maintenance_is_summed_beside_the_proof(tmp_path: Path) -> None:
    """Over several runs; a file of an earlier version has none, and goes on."""
    path = tmp_path / "history.db"
    for number in range(3):
        store = SqliteHistoryStore(path)
        before = await store.open(at(float(number)))
        store.add((), (Proof(check="a/b", good=10.0, maintenance=5.0 * number),), at(float(number)))
        await store.close()
        if number == 0:
            with closing(sqlite3.connect(path)) as db:
                db.execute("DROP TABLE maintained")
    assert before == (Proof(check="a/b", good=20.0, maintenance=5.0),)
    store = SqliteHistoryStore(path)
    assert await store.open(at(9.0)) == (Proof(check="a/b", good=30.0, maintenance=15.0),)
    await store.close()

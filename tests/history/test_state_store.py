import asyncio
import hashlib
import random
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from app.history import state_rows
from app.history.state_store import SqliteStateStore
from app.model.alert import AlertPhase
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.ports import Batch, Mark, Muting, Remembered, RuleMemory, Seat, StoreFailed
from app.model.state import State
from tests.history.builders import NOW, alert, at, delivery, event, incident, notice

ROOT = Path(__file__).parents[2]


async def kept(path: Path, *batches: Batch, now: Moment = NOW) -> Remembered:
    """Store the batches, close, and return what a start an hour later remembers."""
    store = SqliteStateStore(path)
    await store.open(now)
    for batch in batches:
        await store.commit(batch)
    await store.close()
    return await start(path, at(3600))


async def start(path: Path, now: Moment = NOW) -> Remembered:
    """Open, close, and return what was remembered."""
    store = SqliteStateStore(path)
    remembered = await store.open(now)
    await store.close()
    return remembered


def content(path: str) -> bytes:
    """Return what is in a file."""
    return Path(path).read_bytes()


def modes(folder: Path, pattern: str) -> set[int]:
    """Return who may do what with the files."""
    return {stat.S_IMODE(path.stat().st_mode) for path in folder.glob(pattern)}


async def test_first_start_remembers_nothing(tmp_path: Path) -> None:
    """A new folder is made, and the first start is remembered as such."""
    remembered = await start(tmp_path / "state" / "state.db")
    assert remembered == Remembered(first_start=NOW)
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700


async def test_values_come_back(tmp_path: Path) -> None:
    """Alerts, incidents, marks and undelivered notices come back equal, durations going on."""
    told, sent = notice(17), notice(18)
    remembered = await kept(
        tmp_path / "state.db",
        Batch(
            alerts=(alert(),),
            incidents=(incident(17, owner="Mira K."), incident(16, closed=at(-5))),
            notices=(told, sent, notice(19, told=False)),
            deliveries=(delivery(sent),),
            events=(event(1), event(2)),
            marks=(Mark(check="a/b", state=State.CRITICAL, since=at(-30)),),
        ),
    )
    assert remembered.alerts == (alert(),)
    assert remembered.open == (incident(17, owner="Mira K."),)
    assert remembered.closed == (incident(16, closed=at(-5)),)
    assert remembered.pending == (told,)
    assert remembered.marks == (Mark(check="a/b", state=State.CRITICAL, since=at(-30)),)
    assert (remembered.next_incident, remembered.next_event) == (18, 3)
    assert remembered.first_start == NOW


async def test_what_rules_count_comes_back(tmp_path: Path) -> None:
    """The newest memory of each rule comes back, its time on today's clock; one that is long gone leaves."""
    first, second = (RuleMemory(check="a/b", rule="burn", at=at(-60 + when), body=b"x") for when in (0, 60))
    gone = RuleMemory(check="a/b", rule="old", at=at(-40 * 86_400), body=b"y")
    batches = [Batch(rules=(each,)) for each in (gone, first, second)]
    remembered = await kept(tmp_path / "state.db", *batches)
    assert remembered.rules[0] == second
    with closing(sqlite3.connect(tmp_path / "state.db")) as db:
        state_rows.prune(db)
        assert db.execute("SELECT rule FROM rules").fetchall() == [("burn",)]


async def test_a_store_from_before_rules_counted_still_opens(tmp_path: Path) -> None:
    """A table that an older build did not make is made on opening, and nothing else is lost."""
    path = tmp_path / "state.db"
    await kept(path, Batch(alerts=(alert(),)))
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE rules")
    remembered = await kept(path, Batch(rules=(RuleMemory(check="a/b", rule="r", at=NOW, body=b"x"),)))
    assert remembered.alerts == (alert(),)
    assert [each.rule for each in remembered.rules] == ["r"]


async def test_moments_move_to_the_clocks_of_a_new_boot(tmp_path: Path) -> None:
    """After a reboot the monotonic clock is small, and an alert is still as old as it is."""
    await kept(tmp_path / "state.db", Batch(alerts=(alert(),)))
    booted = Moment(wall=NOW.wall + 600, mono=30)
    remembered = await start(tmp_path / "state.db", booted)
    since = remembered.alerts[0].since
    assert since is not None
    assert since.wall == at(-20).wall
    assert booted.seconds_since(since) == pytest.approx(620)


async def test_times_in_the_future_become_now(tmp_path: Path) -> None:
    """After a step back of the wall clock no alert is from the future."""
    await kept(tmp_path / "state.db", Batch(alerts=(alert(),)))
    earlier = Moment(wall=NOW.wall - 7200, mono=NOW.mono)
    remembered = await start(tmp_path / "state.db", earlier)
    assert remembered.alerts[0].since == earlier


async def test_inactive_alerts_leave(tmp_path: Path) -> None:
    """An alert that became inactive is not remembered."""
    remembered = await kept(
        tmp_path / "state.db",
        Batch(alerts=(alert("a"), alert("b"))),
        Batch(alerts=(alert("a", AlertPhase.INACTIVE),)),
    )
    assert [a.key.check for a in remembered.alerts] == ["b"]


async def test_muting_ends_at_its_end(tmp_path: Path) -> None:
    """A mute outlives a restart, ends on time, and does not grow when the wall clock steps back."""
    path = tmp_path / "state.db"
    await kept(path, Batch(muting=Muting(until=at(9000), who="Mira K.")))
    stepped = Moment(wall=at(0).wall - 7200, mono=at(4000).mono)
    remembered = await start(path, stepped)
    assert remembered.muting is not None
    assert remembered.muting.until.seconds_since(stepped) == pytest.approx(5000)
    assert (await start(path, at(9001))).muting is None
    assert (await kept(path, Batch(unmuted=True))).muting is None


async def test_who_had_the_speaker_comes_back(tmp_path: Path) -> None:
    """Whether a shell had tray and sound, and what was not to be heard there, is there after a restart."""
    path, seat = tmp_path / "state.db", Seat(held=True, known=("I-1", "I-3"))
    assert (await kept(path, Batch(seat=seat))).seat == seat
    assert (await kept(path, Batch(seat=Seat()))).seat == Seat()


async def test_events_are_read_in_order(tmp_path: Path) -> None:
    """Events come oldest first, above a number, at most so many; without a number they get the next one."""
    store = SqliteStateStore(tmp_path / "state.db")
    await store.open(NOW)
    await store.commit(Batch(events=tuple(event(n, n) for n in range(1, 11))))
    await store.commit(Batch(events=(event(0, 11),)))
    assert [e.id for e in await store.events(7, 3)] == [8, 9, 10]
    assert await store.events(10, 100) == (event(11, 11),)
    await store.close()


async def test_old_events_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The event log is bounded and keeps the newest."""
    monkeypatch.setattr("app.history.state_rows.EVENTS_KEPT", 1000)
    store = SqliteStateStore(tmp_path / "state.db")
    await store.open(NOW)
    for first in range(1, 5001, 250):
        await store.commit(Batch(events=tuple(event(n) for n in range(first, first + 250))))
    numbers = [e.id for e in await store.events(0, 10_000)]
    await store.close()
    assert numbers[-1] == 5000
    assert 1000 <= len(numbers) <= 2000


async def test_unclean_ends_are_counted(tmp_path: Path) -> None:
    """A start after a clean end is not a restart; one after a kill is."""
    path = tmp_path / "state.db"
    await start(path)
    assert (await start(path)).restarts == 0
    kill_writer(path)
    assert (await start(path)).restarts == 1
    assert (await start(path)).restarts == 1


WRITER = """
import asyncio, sys
from pathlib import Path
from app.history.state_store import SqliteStateStore
from app.model.ports import Batch
from tests.history.builders import NOW, event

async def main():
    store = SqliteStateStore(Path(sys.argv[1]))
    number = (await store.open(NOW)).next_event
    while True:
        await asyncio.gather(*(store.commit(Batch(events=(event(n),))) for n in range(number, number + 4)))
        number += 4
        print(number - 1, flush=True)

asyncio.run(main())
"""


def kill_writer(path: Path, lines: int = 3) -> int:
    """Let a process of its own write, kill it in the middle, return the last number it had acknowledged."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        for _ in range(lines):
            assert writer.stdout.readline()
        writer.kill()
        rest = [line for line in writer.stdout.read().split("\n") if line]
    return int(rest[-1]) if rest else 0


async def test_kill_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """Five writers killed in the middle: every acknowledged row is there, in a file that is in order."""
    path = tmp_path / "state.db"
    for turn in range(5):
        acknowledged = kill_writer(path, 3 + turn)
        store = SqliteStateStore(path)
        remembered = await store.open(NOW)
        numbers = [e.id for e in await store.events(0, 100_000)]
        await store.close()
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= acknowledged
        assert not remembered.moved_aside


async def test_start_always_works_after_damage(tmp_path: Path) -> None:
    """60 times 64 random bytes: each start works, and alerts are those of the file or of its copy."""
    original = tmp_path / "original"
    path = original / "state.db"
    batch = Batch(
        alerts=tuple(alert(f"c{n}") for n in range(60)), incidents=tuple(incident(n) for n in range(40))
    )
    await kept(path, batch, Batch(events=tuple(event(n) for n in range(1, 200))))
    good, copy = path.read_bytes(), (original / "state-copy.db").read_bytes()
    moved = 0
    for seed in range(60):
        folder = tmp_path / str(seed)
        folder.mkdir()
        dice = random.Random(seed)
        spoiled = bytearray(good)
        place = dice.randrange(len(good) - 64)
        spoiled[place : place + 64] = dice.randbytes(64)
        (folder / "state.db").write_bytes(spoiled)
        (folder / "state-copy.db").write_bytes(copy)
        remembered = await start(folder / "state.db")
        assert sorted(a.key.check for a in remembered.alerts) == sorted(a.key.check for a in batch.alerts)
        assert len(remembered.open) == 40
        if remembered.moved_aside:
            moved += 1
            assert content(remembered.moved_aside) == spoiled
    assert moved >= 12


async def test_damage_without_a_copy_starts_anew(tmp_path: Path) -> None:
    """Garbage and no copy: a new file, the old one kept under a dated name."""
    path = tmp_path / "state.db"
    path.write_bytes(b"not a database" * 100)
    remembered = await start(path)
    assert remembered.alerts == ()
    assert content(remembered.moved_aside) == b"not a database" * 100


async def test_newer_file_is_refused_untouched(tmp_path: Path) -> None:
    """A file of a newer version is refused with a sentence, and not a byte of it changes."""
    path = tmp_path / "state.db"
    await kept(path, Batch(alerts=(alert(),)))
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(StoreFailed, match="newer Nocwall"):
        await SqliteStateStore(path).open(NOW)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


async def test_second_copy_is_refused(tmp_path: Path) -> None:
    """While one process has the file, another is refused with a sentence; the first goes on."""
    path = tmp_path / "state.db"
    first = SqliteStateStore(path)
    await first.open(NOW)
    code = (
        "import asyncio,sys;from pathlib import Path;from app.history.state_store import SqliteStateStore;"
        "from tests.history.builders import NOW;asyncio.run(SqliteStateStore(Path(sys.argv[1])).open(NOW))"
    )
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, str(path), cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    _, said = await other.communicate()
    assert other.returncode == 1
    assert b"in use by another" in said
    await first.commit(Batch(events=(event(1),)))
    await first.close()


AS_NOBODY = """
import asyncio, os, sys
from pathlib import Path
from app.history.state_store import SqliteStateStore
from tests.history.builders import NOW

if os.getuid() == 0:  # rights do not bind the administrator
    os.setgid(65534)
    os.setuid(65534)
asyncio.run(SqliteStateStore(Path(sys.argv[1])).open(NOW))
"""


def test_read_only_folder_is_refused() -> None:
    """In a folder that may not be written the start is refused with a sentence."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        asyncio.run(kept(folder / "state.db", Batch(alerts=(alert(),))))
        for file in folder.iterdir():
            file.chmod(0o444)
        folder.chmod(0o555)
        other = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, str(folder / "state.db")],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            check=False,
        )
        folder.chmod(0o755)
    assert b"StoreFailed" in other.stderr
    assert b"cannot be written" in other.stderr


async def test_full_disk_fails_the_commit_only(tmp_path: Path) -> None:
    """While the disk is full a commit says so; when there is room again the next one works."""
    store = SqliteStateStore(tmp_path / "state.db")
    await store.open(NOW)
    thread = store._thread
    assert thread is not None
    await thread.call(store._file.db.execute, "PRAGMA max_page_count = 20")
    big = msgspec.structs.replace(event(1), data={"text": "x" * 200_000})
    with pytest.raises(StoreFailed, match="is full"):
        await store.commit(Batch(events=(big,), alerts=(alert("lost"),)))
    await store.commit(Batch(alerts=(alert("small"),)))
    await thread.call(store._file.db.execute, "PRAGMA max_page_count = 100000")
    await store.commit(Batch(events=(big,)))
    await store.close()
    remembered = await start(tmp_path / "state.db")
    assert [a.key.check for a in remembered.alerts] == ["small"]
    assert remembered.next_event == 2


async def test_one_bad_batch_does_not_fail_its_neighbours(tmp_path: Path) -> None:
    """Batches that wait together are committed together, yet one that cannot be stored fails alone."""
    store = SqliteStateStore(tmp_path / "state.db")
    await store.open(NOW)
    bad = Batch(events=(msgspec.structs.replace(event(1), data={"text": object()}),))
    outcomes = await asyncio.gather(
        *(store.commit(b) for b in (Batch(alerts=(alert("a"),)), bad, Batch(alerts=(alert("b"),)))),
        return_exceptions=True,
    )
    assert [type(o) for o in outcomes] == [type(None), StoreFailed, type(None)]
    await store.close()


async def test_an_hourly_copy_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once an hour a checked copy is written while the store is in use."""
    monkeypatch.setattr("app.history.state_file.COPY_EACH", 0.0)
    store = SqliteStateStore(tmp_path / "state.db")
    await store.open(NOW)
    await store.commit(Batch(alerts=(alert(),)))
    await store.events(0, 1)  # behind the copy in the thread
    with sqlite3.connect(tmp_path / "state-copy.db") as copy:
        assert copy.execute("SELECT count(*) FROM alerts").fetchone() == (1,)
    copy.close()
    assert modes(tmp_path, "*.db") == {0o600}
    await store.close()


@pytest.mark.alone
async def test_opens_within_50_ms(tmp_path: Path) -> None:
    """With 50,000 events and 1,000 alerts the store opens, checked, within 50 ms."""
    path = tmp_path / "state.db"
    await kept(
        path,
        Batch(
            alerts=tuple(alert(f"c{n}") for n in range(1000)),
            events=tuple(event(n) for n in range(1, 50_001)),
        ),
    )
    best = 9.9
    for _ in range(10):
        store = SqliteStateStore(path)
        begun = time.perf_counter()
        await store.open(NOW)
        best = min(best, time.perf_counter() - begun)
        await store.close()
    assert best < 0.05


async def over(path: Path, *incidents: Incident, since: float = 0.0) -> tuple[Incident, ...]:
    """Store incidents and return those that are over, newest first."""
    store = SqliteStateStore(path)
    await store.open(NOW)
    await store.commit(Batch(incidents=incidents))
    found = await store.closed(since, 1000, NOW, brief=False)
    await store.close()
    return found


async def test_incidents_that_are_over_can_be_asked(tmp_path: Path) -> None:
    """Closed incidents come newest first, from a time on; open ones are not among them."""
    given = [incident(number, closed=at(-number)) for number in range(1, 600)]
    found = await over(tmp_path / "state.db", incident(900), *given)
    assert [each.id for each in found] == [each.id for each in given]
    later = await over(tmp_path / "later.db", *given, since=at(-3).wall)
    assert [each.id for each in later] == ["I-1", "I-2", "I-3"]


async def test_what_was_merged_away_is_remembered_until_its_end_is_told(tmp_path: Path) -> None:
    """An incident whose end somebody is to be told comes back, however many were closed since."""
    gone = msgspec.structs.replace(incident(1, closed=at(-900)), merged_into="I-2", told=("ops",))
    rest = [incident(number, closed=at(-number)) for number in range(3, 100)]
    remembered = await kept(tmp_path / "state.db", Batch(incidents=(gone, *rest)))
    assert [each.id for each in remembered.owed] == ["I-1"]
    told = msgspec.structs.replace(gone, told=())
    assert (await kept(tmp_path / "state.db", Batch(incidents=(told,)))).owed == ()


async def test_an_acknowledgement_ends_at_its_end_over_a_restart(tmp_path: Path) -> None:
    """An end that is to come stays in the future; one that has passed is now, so that it is noticed."""
    later = msgspec.structs.replace(incident(1, owner="Mira"), ack_until=at(7200))
    passed = msgspec.structs.replace(incident(2, owner="Mira"), ack_until=at(60))
    remembered = await kept(tmp_path / "state.db", Batch(incidents=(later, passed)))
    ends = {each.id: each.ack_until for each in remembered.open}
    assert ends == {"I-1": at(7200), "I-2": at(3600)}


async def test_a_store_from_before_incidents_were_merged_still_opens(tmp_path: Path) -> None:
    """Incidents of an early version come back, and the newer tables are made."""
    path = tmp_path / "state.db"
    await kept(path, Batch(incidents=(incident(1), incident(2, closed=at(-5)))))
    known = {"id", "target", "element", "title", "level", "alerts"}
    known |= {"began", "opened", "timeline", "told", "closed"}
    with closing(sqlite3.connect(path)) as db, db:
        for name, blob in db.execute("SELECT id, body FROM incidents").fetchall():
            fields = msgspec.msgpack.decode(blob[4:])
            early = {key: value for key, value in fields.items() if key in known}
            db.execute("UPDATE incidents SET body = ? WHERE id = ?", (state_rows.packed(early), name))
        db.execute("DROP TABLE owed")
        db.execute("DROP INDEX incidents_closed")
    remembered = await start(path)
    assert [(each.id, each.hit, each.severity) for each in remembered.open] == [("I-1", ("paygrove",), 3)]
    assert [each.id for each in remembered.closed] == ["I-2"]
    assert remembered.owed == ()


async def test_old_incidents_leave_and_long_ones_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many closed incidents the newest stay, and only the newest of them with all of their lines."""
    monkeypatch.setattr(state_rows, "CLOSED_KEPT", 20)
    monkeypatch.setattr(state_rows, "WHOLE_KEPT", 5)
    line = incident().timeline[0]
    given = [
        msgspec.structs.replace(incident(number, closed=at(-number)), timeline=(line,) * 200)
        for number in range(1, 600)
    ]
    owed = msgspec.structs.replace(given[-1], merged_into="I-1")
    found = await over(tmp_path / "state.db", *given[:-1], owed)
    assert [each.id for each in found] == [*(f"I-{number}" for number in range(1, 21)), "I-599"]
    assert [len(each.timeline) for each in found] == [200] * 5 + [20] * 16

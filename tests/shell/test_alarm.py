"""Sound and pop-ups follow the one decision."""

import asyncio
from pathlib import Path
from typing import Any

from app.desktop.notification import Outcome, Urgency
from app.model.board import SoundState, Summary, Tone
from app.model.clock import Moment
from app.model.intent import Acknowledge, Report
from app.model.notice import DESKTOP, Notice, NoticeKind, Reason
from app.model.phrase import phrase
from app.model.verdict import Level
from app.shell.notifications import PopUps, popup_of
from app.shell.sound import Alarm
from app.shell.tasks import Tasks
from tests.shell.boards import board, check, incident
from tests.shell.conftest import Live

PLAYER = """#!/bin/sh
for last; do :; done
echo "${last##*/}" >> "$DIARY"
exec /bin/sleep 0.2
"""


def notice(kind: NoticeKind = NoticeKind.PROBLEM, *, channel: str = DESKTOP, told: bool = True) -> Notice:
    """Return a notice of incident I-1."""
    return Notice(
        id=f"I-1:{kind}:1:{channel}",
        incident="I-1",
        channel=channel,
        kind=kind,
        level=Level.CRITICAL,
        told=told,
        reason=Reason.NEW,
        title=phrase("{name} hangs", name="Kestrin <b>Live</b>"),
        body=phrase("No answer in 2 s"),
        at=Moment(wall=1.0, mono=1.0),
    )


class Room:
    """A player that writes down what it plays, for 0.2 s."""

    def __init__(self, folder: Path) -> None:
        self.reports: list[Report] = []
        self.diary = folder / "diary"
        self.diary.touch()
        programs, sounds = folder / "bin", folder / "sounds"
        programs.mkdir()
        sounds.mkdir()
        (programs / "paplay").write_text(PLAYER)
        (programs / "paplay").chmod(0o755)
        self.tasks = Tasks()
        environment = {"PATH": str(programs), "DIARY": str(self.diary)}
        self.alarm = Alarm(
            sounds, environment, tasks=self.tasks, report=self.reports.append, on_heard=lambda: None
        )

    async def until(self, what: str) -> None:
        async with asyncio.timeout(5):
            while what not in self.diary.read_text():  # noqa: ASYNC110 - a file has no event
                await asyncio.sleep(0.01)

    async def close(self) -> None:
        await self.alarm.stop()
        await self.tasks.close()


def test_only_who_holds_the_speaker_sounds(live: Live, tmp_path: Path) -> None:
    """The tone waits for the speaker, sounds with it, and falls silent when it is given away."""

    async def work() -> Any:
        room = Room(tmp_path)
        room.alarm.follow(Summary(tone=Tone.CRITICAL))
        await asyncio.sleep(0.1)
        assert room.diary.read_text() == ""
        room.alarm.hold(holds=True)
        await room.until("critical.wav")
        room.alarm.hold(holds=False)
        await asyncio.sleep(0.05)
        played = room.diary.read_text()
        await asyncio.sleep(0.3)
        assert room.diary.read_text() == played
        await room.close()

    live(work())


def test_what_became_of_the_tone_is_reported(live: Live, tmp_path: Path) -> None:
    """A proved loudspeaker and a broken one are told to the engine, and told anew to the next one."""

    async def work() -> Any:
        room = Room(tmp_path)
        room.alarm.hold(holds=True)
        room.alarm.test()
        await room.until("test.wav")
        while not room.reports:  # noqa: ASYNC110 - a plain list has no event
            await asyncio.sleep(0.01)
        assert (room.reports[0].what, room.reports[0].ok) == ("sound", True)
        (tmp_path / "bin" / "paplay").unlink()
        room.alarm.test()
        while len(room.reports) < 2:  # noqa: ASYNC110 - a plain list has no event
            await asyncio.sleep(0.01)
        assert not room.reports[1].ok
        assert "player missing" in room.reports[1].detail
        assert room.alarm.heard.state is SoundState.BROKEN
        room.alarm.tell()
        assert len(room.reports) == 3
        await room.close()

    live(work())


def test_a_problem_can_be_taken_and_a_recovery_cannot() -> None:
    """A critical problem has the button; a recovery is quiet; a wall that only looks has no button."""
    problem = popup_of(notice())
    assert (problem.title, problem.urgency) == ("Kestrin <b>Live</b> hangs", Urgency.CRITICAL)
    assert problem.acknowledge
    recovery = popup_of(notice(NoticeKind.RECOVERY))
    assert recovery.urgency is Urgency.LOW
    assert not recovery.acknowledge
    assert not popup_of(notice(), button=False).acknowledge


def test_each_pop_up_is_reported_and_others_are_left_alone(live: Live) -> None:
    """A pop-up that could not be shown is reported with its reason; a withheld or foreign one is not ours."""
    sent: list[Acknowledge | Report] = []
    outcomes: list[Outcome] = []

    async def work() -> Any:
        tasks = Tasks()
        pop_ups = PopUps(
            {},
            tasks=tasks,
            submit=sent.append,
            open_wall=lambda: None,
            who=lambda: "ana",
            on_outcome=outcomes.append,
        )
        pop_ups.start()
        pop_ups.tell(notice(channel="ops"))
        pop_ups.tell(notice(told=False))
        pop_ups.tell(notice())
        while not sent:  # noqa: ASYNC110 - a plain list has no event
            await asyncio.sleep(0.01)
        pop_ups.follow(board(check("kestrin"), incidents=(incident(owner="Mira K."),)))
        await asyncio.sleep(0.05)
        await pop_ups.stop()
        await tasks.close()

    live(work())
    assert sent == [Report(what="desktop", ok=False, notice=notice().id, detail="no session bus")]
    assert outcomes == [Outcome(ok=False, detail="no session bus")]


def test_a_notice_ahead_of_its_board_is_not_over(live: Live) -> None:
    """A pop-up is withdrawn once a board that showed its incident shows it no more, not before."""
    waiting: list[list[str]] = []

    async def work() -> Any:
        tasks = Tasks()
        pop_ups = PopUps(
            {},
            tasks=tasks,
            submit=lambda _: None,
            open_wall=lambda: None,
            who=lambda: "ana",
            on_outcome=lambda _: None,
        )
        pop_ups.start()
        pop_ups.tell(notice())
        late = pop_ups._notifier._unshown  # what is shown when a service arrives
        while not late:  # noqa: ASYNC110 - a plain dictionary has no event
            await asyncio.sleep(0.01)
        earlier, present = board(check("kestrin")), board(check("kestrin"), incidents=(incident(),))
        for each in (earlier, present, earlier):
            pop_ups.follow(each)
            await asyncio.sleep(0.05)
            waiting.append(list(late))
        await pop_ups.stop()
        await tasks.close()

    live(work())
    assert waiting == [["I-1"], ["I-1"], []]

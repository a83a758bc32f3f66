import asyncio
from collections.abc import Callable

import msgspec
import pytest

from app.commands.why_text import why_lines
from app.model.board import Rank, SoundState, Tone
from app.model.event import EventKind
from app.model.intent import Acknowledge, Mute, Recheck, Report, Stop, TestTone
from app.model.inventory_error import InventoryError
from app.model.loaded import Loaded
from app.model.message import AskDetail, AskEvents, AskHistory, AskPast, AskStatus, AskWhy, Sender
from app.model.notice import DESKTOP
from app.model.phrase import phrase
from app.model.ports import Seat
from app.model.probe import Context, ProbeFailed, Reading
from app.model.rule import Threshold
from app.model.state import ErrorClass, State
from app.model.verdict import Level
from tests.engine.parts import told
from tests.engine.whole import SHELL, MemoryStore, Rig, rig
from tests.model.packing import packed_past


def state(it: Rig, name: str) -> State | None:
    """Return the state that a screen shows."""
    view = it.link.checks.get(name)
    return view.state if view else None


def open_ids(it: Rig) -> list[str]:
    """Return the open incidents that a screen shows."""
    return [each.id for each in it.link.board.incidents] if it.link.board else []


async def broken(it: Rig, name: str = "pay/deposit") -> None:
    """Break a service and wait for its incident."""
    it.service(name).error = ErrorClass.TIMEOUT_READ
    await it.link.until(lambda: open_ids(it))


async def told_of_a_fault(it: Rig) -> str:
    """Break a service that was good, and return the notice by which that is told."""
    await it.apply(it.check("pay/deposit"))
    await it.link.until(lambda: state(it, "pay/deposit") is State.OK)
    await broken(it)
    await it.link.until(lambda: bool(it.link.told))
    return it.link.told[0].id


async def test_a_fault_goes_all_the_way_and_back() -> None:
    """A service that falls is shown, told once to each channel, taken, and told as over when it is back."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"), it.check("api/ping"))
        await it.link.until(
            lambda: state(it, "pay/deposit") is State.OK and state(it, "api/ping") is State.OK
        )
        await it.link.until(lambda: it.summary.rank is Rank.GOOD)
        await broken(it)
        await it.link.until(lambda: it.link.told and it.outside)
        assert it.kinds(it.link.told) == ["I-1 problem"]
        assert it.kinds(it.outside) == ["I-1 problem"]
        assert it.summary.tone is Tone.CRITICAL
        view = it.link.checks["pay/deposit"]
        assert (view.state, view.error, view.incident) == (State.CRITICAL, ErrorClass.TIMEOUT_READ, "I-1")

        answer = await it.submit(Acknowledge(what="I-1", who="bo", comment="on it"))
        assert answer.text == "bo has I-1"
        assert it.store.incidents["I-1"].owner == "bo"
        await it.link.until(lambda: it.summary.tone is None)
        assert it.link.checks["pay/deposit"].owner == "bo"

        it.service("pay/deposit").error = None
        await it.link.until(lambda: not open_ids(it))
        await it.link.until(lambda: len(it.link.told) == 2 and len(it.outside) == 2)
        assert it.kinds(it.link.told)[1:] == ["I-1 recovery"]
        assert it.kinds(it.outside)[1:] == ["I-1 recovery"]
        assert it.deliverers[0].stored_before
        await it.link.until(lambda: it.link.board and it.link.board.last_closed)


async def test_an_unconfirmed_fault_is_shown_as_soft_and_told_to_nobody() -> None:
    """One bad result of two is no alarm; it is tried again after the retry interval."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit", interval=5.0, timeout=0.1, retry_interval=1.0))
        await it.submit(Recheck())
        await it.link.until(lambda: state(it, "pay/deposit") is State.OK)
        it.service("pay/deposit").error = ErrorClass.REFUSED
        await it.submit(Recheck(what="pay"))
        await it.link.until(lambda: it.link.checks["pay/deposit"].soft)
        view = it.link.checks["pay/deposit"]
        assert (view.state, view.attempt, view.error) == (State.OK, 1, ErrorClass.REFUSED)
        it.service("pay/deposit").error = None
        await it.link.until(lambda: not it.link.checks["pay/deposit"].soft, within=3)
        assert it.link.told == []
        assert it.outside == []


async def test_an_error_of_ours_freezes_what_is_told() -> None:
    """A broken probe makes a check unknown; the open incident stays open."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"))
        await broken(it)
        it.service("pay/deposit").error = ErrorClass.CREDENTIAL
        await it.link.until(lambda: state(it, "pay/deposit") is State.UNKNOWN)
        assert it.link.checks["pay/deposit"].was is State.CRITICAL
        assert open_ids(it) == ["I-1"]


async def test_a_parents_failure_explains_its_children() -> None:
    """Children of a failed parent are shown, but only the parent is told."""
    async with rig() as it:
        await it.apply(it.check("edge/ping"), it.check("pay/deposit"), depends_on={"pay": ("edge",)})
        await it.link.until(
            lambda: state(it, "pay/deposit") is State.OK and state(it, "edge/ping") is State.OK
        )
        await broken(it, "edge/ping")
        it.service("pay/deposit").error = ErrorClass.UNREACHABLE
        await it.link.until(lambda: len(open_ids(it)) == 2)
        assert it.link.checks["pay/deposit"].blocked_by == "edge"
        await it.link.until(lambda: it.outside)
        withheld = [event for event in it.link.events if event.what == "withheld"]
        assert {event.reason for event in withheld} == {"parent-down"}
        assert it.kinds(it.outside) == ["I-1 problem"]


async def test_what_is_withheld_for_long_is_noted_once() -> None:
    """An incident that a parent explains is withheld once a channel, however long the outage lasts."""
    async with rig() as it:
        await it.apply(it.check("edge/ping"), it.check("pay/deposit"), depends_on={"pay": ("edge",)})
        await broken(it, "edge/ping")
        it.service("pay/deposit").error = ErrorClass.UNREACHABLE
        await it.link.until(lambda: len(open_ids(it)) == 2)
        await asyncio.sleep(1.3)
        withheld = [event.subject for event in it.link.events if event.what == "withheld"]
        assert sorted(withheld) == ["I-2:problem:1:desktop", "I-2:problem:1:ops"]


async def test_a_restart_neither_repeats_nor_forgets() -> None:
    """Open incident, owner, muting and durations go on; nothing is told twice; ids go on."""
    store = MemoryStore()
    async with rig(store) as first:
        await first.apply(first.check("pay/deposit"))
        await broken(first)
        await first.link.until(lambda: first.outside and first.link.told)
        first.link.holds = False
        await first.submit(Acknowledge(what="pay", who="bo"))
        await first.submit(Mute(seconds=600, who="bo"))
        since = first.link.checks["pay/deposit"].since
    last_event = store.log[-1].id
    async with rig(store) as second:
        second.service("pay/deposit").error = ErrorClass.TIMEOUT_READ
        await second.apply(second.check("pay/deposit"))
        await second.link.until(lambda: state(second, "pay/deposit") is State.CRITICAL)
        assert open_ids(second) == ["I-1"]
        assert second.link.checks["pay/deposit"].owner == "bo"
        assert second.link.checks["pay/deposit"].since == since
        assert second.link.board is not None
        assert second.summary.muted_by == "bo"
        assert second.link.told == []
        assert second.outside == []
        assert min(event.id for event in second.link.events) == last_event + 1
        assert any(entry.text.template == "{title}" for entry in second.link.board.ticker)


async def test_an_outage_that_ended_while_we_were_off_is_told_as_over() -> None:
    """Who was told of the problem hears of its end, after a restart too."""
    store = MemoryStore()
    async with rig(store) as first:
        await first.apply(first.check("pay/deposit"))
        await broken(first)
        await first.link.until(lambda: first.outside and first.link.told)
    async with rig(store) as second:
        await second.apply(second.check("pay/deposit"))
        await second.link.until(lambda: second.outside and second.link.told)
        assert second.kinds(second.outside) == ["I-1 recovery"]
        assert second.kinds(second.link.told) == ["I-1 recovery"]


async def test_a_notice_without_an_outcome_is_sent_again_after_a_restart_under_its_id() -> None:
    """An outside channel that had not answered is asked again; a pop-up is not shown again."""
    store = MemoryStore()
    async with rig(store) as first:
        first.deliverers[0].answers = False
        await first.apply(first.check("pay/deposit"))
        await broken(first)
        await first.link.until(lambda: first.outside and first.link.told)
        lost = first.outside[0]
    async with rig(store) as second:
        second.service("pay/deposit").error = ErrorClass.TIMEOUT_READ
        await second.apply(second.check("pay/deposit"))
        await second.link.until(lambda: second.outside)
        assert [notice.id for notice in second.outside] == [lost.id]
        await second.link.until(lambda: state(second, "pay/deposit") is State.CRITICAL)
        assert second.link.told == []
        assert not store.deliveries["I-1:problem:1:desktop"].ok


async def test_a_new_shell_session_is_not_alarmed_by_what_was_told() -> None:
    """Known incidents are shown and not heard; one that nobody was told of is told and heard."""
    async with rig(holder=None) as it:
        await it.apply(it.check("pay/deposit"), it.check("api/ping"))
        await broken(it)
        assert it.sound() is SoundState.NOBODY
        assert it.link.board is not None
        assert DESKTOP not in it.link.board.incidents[0].told
        it.hold(SHELL)
        await it.link.until(lambda: it.link.told)
        await it.link.until(lambda: it.summary.tone is Tone.CRITICAL)
        it.engine.speaker.gone(SHELL, asked=True, frozen=False)
        it.hold(Sender(session="shell-2", who="bo", role="desk"))
        await it.link.until(lambda: it.summary.tone is None)
        assert it.kinds(it.link.told) == ["I-1 problem"]
        it.service("api/ping").error = ErrorClass.REFUSED
        await it.link.until(lambda: it.summary.tone is Tone.CRITICAL)


async def test_an_alarm_that_sounds_goes_on_after_a_restart_of_the_engine() -> None:
    """For the shell that lived through it an untaken alarm is not silenced by our crash; nor told again."""
    store = MemoryStore()
    async with rig(store) as first:
        await first.apply(first.check("pay/deposit"))
        await broken(first)
        await first.link.until(lambda: first.link.told and first.summary.tone is Tone.CRITICAL)
    for resumed, tone in ((True, Tone.CRITICAL), (False, None), (True, None)):
        holder = Sender(session="shell", who="ana", role="desk", resumed=resumed)
        async with rig(store, holder=holder) as later:
            later.service("pay/deposit").error = ErrorClass.TIMEOUT_READ
            await later.apply(later.check("pay/deposit"))
            await later.link.until(lambda it=later: state(it, "pay/deposit") is State.CRITICAL)  # type: ignore[misc]
            assert later.summary.tone is tone
            assert later.link.told == []


async def test_an_alarm_goes_on_whoever_comes_back_first_and_however_long_the_record_is() -> None:
    """After our crash the record's length and the order in which the shells come back silence nothing."""
    store = MemoryStore()
    async with rig(store) as first:
        await first.apply(first.check("pay/deposit"))
        await broken(first)
        await first.link.until(lambda: first.link.told and first.summary.tone is Tone.CRITICAL)
    last = store.log[-1]
    store.log += [msgspec.structs.replace(last, id=last.id + n, subject="x") for n in range(1, 2500)]
    other = Sender(session="shell-2", who="bo", role="desk", resumed=True)
    async with rig(store, holder=other) as later:
        later.service("pay/deposit").error = ErrorClass.TIMEOUT_READ
        await later.apply(later.check("pay/deposit"))
        await later.link.until(lambda: state(later, "pay/deposit") is State.CRITICAL)
        assert later.summary.tone is Tone.CRITICAL
        assert later.link.told == []


async def test_a_wall_that_does_not_come_back_after_our_crash_is_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both killed, only the engine started again: it alarms by itself. After a clean end it does not."""
    monkeypatch.setattr("app.engine.speaker._AFTER_RESTART", 0.1)
    store = MemoryStore()
    async with rig(store) as first:
        await first.apply(first.check("pay/deposit"))
        await first.link.until(lambda: store.log and store.log[-1].what != "started")
    async with rig(store, holder=None) as clean:
        await asyncio.sleep(0.2)
        assert clean.alarm.told == []
    store.seat = Seat(held=True)
    async with rig(store, holder=None) as crashed:
        await crashed.link.until(lambda: crashed.banner("wall"))
        assert crashed.alarm.now() is Tone.CRITICAL


async def test_a_notice_that_was_not_delivered_is_said() -> None:
    """The wall says which channel could not be told, until it could."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"))
        await it.submit(Report(what="desktop", ok=False, notice="I-1:problem:1:desktop", detail="no service"))
        await it.link.until(lambda: it.banner("undelivered-desktop"))
        await it.submit(Report(what="desktop", ok=True, notice="I-1:recovery:1:desktop"))
        await it.link.until(lambda: not it.banner("undelivered-desktop"))


async def test_a_pop_up_that_was_not_shown_is_not_called_told() -> None:
    """The incident's timeline and its why say that nobody saw it, and why, until one is shown."""
    async with rig() as it:
        notice = await told_of_a_fault(it)
        await it.submit(Report(what="desktop", ok=False, notice=notice, detail="no service"))
        await it.link.until(lambda: it.banner("undelivered-desktop"))
        assert it.link.board is not None
        (incident,) = it.link.board.incidents
        assert incident.timeline[-1].text.plain() == "The pop-up was not shown: no service"
        answer = await it.engine.answer(AskWhy(check="pay/deposit"), SHELL)
        assert answer.why is not None
        failed = {each.channel: each.failed for each in answer.why.channels}
        assert failed[DESKTOP] == "no service"
        assert any("but not shown: no service" in line for line in why_lines(answer.why))
        assert not any(why for channel, why in failed.items() if channel != DESKTOP)


async def test_who_asks_after_a_wish_is_told_of_it() -> None:
    """A wish that was answered as saved is in the very next answer to status."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"))
        await broken(it)
        for name in ("Mira K.", "Ana R.", "Tom B."):
            assert not (await it.submit(Acknowledge(what="I-1", who=name))).error
            answer = await it.engine.answer(AskStatus(), SHELL)
            assert answer.board is not None
            assert answer.board.incidents[0].owner == name


async def test_a_wall_that_shows_it_is_named_in_place_of_a_pop_up() -> None:
    """Timeline, why and events say that a wall shows it and no pop-up, until the pop-up comes after all."""
    async with rig() as it:
        notice = await told_of_a_fault(it)
        await it.submit(Report(what="desktop", ok=True, notice=notice, wall="HDMI-1"))

        def newest() -> str:
            assert it.link.board is not None
            return it.link.board.incidents[0].timeline[-1].text.plain()

        await it.link.until(lambda: newest() == "Shown on the wall of screen HDMI-1, no pop-up")
        answer = await it.engine.answer(AskWhy(check="pay/deposit"), SHELL)
        assert answer.why is not None
        words = "shown on the wall of screen HDMI-1, no pop-up"
        assert any(words in line for line in why_lines(answer.why))
        await it.link.until(lambda: any(event.data.get("wall") == "HDMI-1" for event in it.link.events))
        await it.submit(Report(what="desktop", ok=True, notice=notice, detail="no wall shows it any more"))
        after = "The wall of screen HDMI-1 does not show it any more: told by pop-up"
        await it.link.until(lambda: newest() == after)
        answer = await it.engine.answer(AskWhy(check="pay/deposit"), SHELL)
        assert answer.why is not None
        assert not any(words in line for line in why_lines(answer.why))


async def test_what_a_dead_wall_showed_is_told_by_the_engine() -> None:
    """A wall that showed an incident in place of a pop-up and dies leaves nobody untold."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"))
        await broken(it)
        await it.link.until(lambda: bool(it.link.told))
        shown = Report(what="desktop", ok=True, notice=it.link.told[0].id, wall="HDMI-1")
        assert not (await it.submit(shown)).error
        it.link.holds = False
        it.engine.speaker.gone(SHELL, asked=False, frozen=True)
        await it.link.until(lambda: ("I-1", Level.CRITICAL) in it.alarm.told)


async def test_the_engine_alarms_by_itself_when_the_wall_stands_still() -> None:
    """A frozen shell is said by the engine's own pop-up and tone, until a shell is back."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"))
        it.link.holds = False
        it.engine.speaker.gone(SHELL, asked=False, frozen=True)
        assert it.alarm.now() is Tone.CRITICAL
        assert [subject for subject, _ in it.alarm.told] == ["wall"]
        await it.link.until(lambda: it.banner("wall"))
        await it.link.until(lambda: any(event.what == "alone" for event in it.link.events))
        await broken(it)
        await it.link.until(lambda: len(it.alarm.told) == 2)
        assert it.alarm.told[1][0] == "I-1"
        it.hold(SHELL)
        assert it.alarm.now() is None
        await it.link.until(lambda: not it.banner("wall"))


async def test_a_pop_up_that_nobody_showed_is_shown_by_the_next() -> None:
    """What was handed to a shell that froze is shown by the engine's own alarm, and by nobody twice."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"), it.check("api/ping"))
        await broken(it, "api/ping")
        await it.link.until(lambda: it.link.told)
        shown = Report(what="desktop", ok=True, notice=it.link.told[0].id)
        assert not (await it.submit(shown)).error
        it.service("pay/deposit").error = ErrorClass.REFUSED
        await it.link.until(lambda: len(it.link.told) == 2)
        lost = it.link.told[1].incident
        it.link.holds = False
        it.engine.speaker.gone(SHELL, asked=False, frozen=True)
        await it.link.until(lambda: (lost, Level.CRITICAL) in it.alarm.told)
        await asyncio.sleep(0.6)
        assert [subject for subject, _ in it.alarm.told] == ["wall", lost]
        it.service("pay/deposit").error = None
        await it.link.until(lambda: [subject for subject, _ in it.alarm.told].count(lost) == 2)


async def test_a_pop_up_for_which_nobody_was_left_is_shown_later() -> None:
    """A shell that goes between the decision and the telling takes no pop-up with it."""
    async with rig() as it:
        it.link.holds = False  # its connection is ending, and the engine does not know yet
        await it.apply(it.check("pay/deposit"))
        await broken(it)
        await asyncio.sleep(0.3)
        assert it.link.told == []
        it.hold(SHELL)
        await it.link.until(lambda: it.link.told)
        assert it.kinds(it.link.told) == ["I-1 problem"]


async def test_a_shell_that_leaves_on_purpose_raises_no_alarm() -> None:
    """Quitting is not vanishing."""
    async with rig() as it:
        it.link.holds = False
        it.engine.speaker.gone(SHELL, asked=True, frozen=False)
        assert it.alarm.now() is None
        assert it.alarm.told == []


async def test_a_disk_that_fails_does_not_hold_up_an_alarm() -> None:
    """The alarm is told from memory, the wall says that nothing is saved, and it is saved when it can be."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"))
        await it.link.until(lambda: state(it, "pay/deposit") is State.OK)
        it.store.broken = "The disk is full."
        await broken(it)
        await it.link.until(lambda: it.link.told and it.outside)
        await it.link.until(lambda: it.banner("saving"))
        answer = await it.submit(Acknowledge(what="I-1", who="bo"))
        assert "not saved: The disk is full." in answer.error
        assert "I-1" not in it.store.incidents
        it.store.broken = ""
        await it.link.until(lambda: not it.banner("saving"))
        assert it.store.incidents["I-1"].owner == "bo"
        assert "I-1:problem:1:ops" in it.store.notices


async def test_a_disk_that_hangs_does_not_hold_up_an_alarm() -> None:
    """A commit that does not return is trouble after a second; alarms go on."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"))
        await it.link.until(lambda: state(it, "pay/deposit") is State.OK)
        it.store.gate.clear()
        await broken(it)
        await it.link.until(lambda: it.link.told and it.outside)
        await it.link.until(lambda: it.banner("saving"))
        it.store.gate.set()
        await it.link.until(lambda: not it.banner("saving"))


async def test_a_store_that_cannot_be_opened_does_not_stop_the_watching() -> None:
    """Without a record the engine watches and alarms all the same, and says that nothing is saved."""
    store = MemoryStore()
    store.refuses = "It was written by a newer version."
    async with rig(store) as it:
        await it.apply(it.check("pay/deposit"))
        await broken(it)
        await it.link.until(lambda: it.outside and it.banner("saving"))
        assert "newer version" in (await it.submit(Acknowledge(what="I-1", who="bo"))).error
    assert store.commits == 0


async def test_a_new_inventory_loses_nothing_of_what_stays() -> None:
    """Kept checks keep state and incident; removed ones are withdrawn and told so; new ones join."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"), it.check("api/ping"), it.check("db/query"))
        it.service("api/ping").error = ErrorClass.REFUSED
        await broken(it)
        await it.link.until(lambda: len(open_ids(it)) == 2 and state(it, "db/query") is State.OK)
        await it.link.until(lambda: len(it.outside) == 2)
        incidents = {view.target: view.incident for view in it.link.checks.values()}
        answers = it.service("db/query").runs
        await it.apply(
            it.check("db/query", rules=(Threshold(metric="things", warning=5.0),)),
            it.check("pay/deposit", name="Deposit"),
            it.check("new/one"),
            title="two",
        )
        await it.link.until(lambda: list(it.link.checks) == ["db/query", "pay/deposit", "new/one"])
        assert it.link.checks["pay/deposit"].name == "Deposit"
        assert it.link.checks["pay/deposit"].state is State.CRITICAL
        assert it.link.checks["pay/deposit"].incident == incidents["pay"]
        assert it.service("db/query").runs - answers < 3
        await it.link.until(lambda: len(it.outside) == 3)
        assert it.kinds(it.outside)[2:] == [f"{incidents['api']} withdrawn"]
        await it.link.until(lambda: state(it, "new/one") is State.OK)
        assert "api/ping" not in it.link.checks


async def test_a_run_of_the_old_address_says_nothing_of_the_new_one() -> None:
    """What was under way when a check's probe was changed is not booked as a result of the new probe."""
    begun, release = asyncio.Event(), asyncio.Event()

    async def old(_: Context) -> Reading:
        begun.set()
        await release.wait()
        raise ProbeFailed(ErrorClass.REFUSED, phrase("The old address refuses"))

    async with rig() as it:
        new = it.check("pay/deposit", attempts=1)
        await it.apply(msgspec.structs.replace(new, probe=told("old address", old), timeout=2.0))
        await begun.wait()
        await it.apply(new, title="two")
        release.set()
        await it.link.until(lambda: state(it, "pay/deposit") is State.OK)
        states = [event.what for event in it.link.events if event.kind is EventKind.STATE]
        assert states == ["OK"]
        assert it.outside == []


async def test_a_refused_inventory_keeps_the_last_good_one() -> None:
    """The banner names the first error briefly and how many; checks go on; a good one takes it away."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"))
        error = InventoryError(
            file="/etc/nocwall/north/i.yaml",
            line=3,
            column=5,
            key="targets[0].name",
            wrong=phrase("is missing"),
            remedy=phrase("name it"),
            kind="missing",
        )
        await it.engine.apply(Loaded(errors=(error, error)))
        await it.link.until(lambda: it.banner("inventory"))
        assert it.link.board is not None
        text = it.link.board.banners[0].text.plain()
        assert "errors (2)" in text
        assert "First: i.yaml:3:5: targets[0].name: is missing: name it" in text
        runs = it.service("pay/deposit").runs
        await it.link.until(lambda: it.service("pay/deposit").runs > runs + 1)
        await it.apply(it.check("pay/deposit"))
        await it.link.until(lambda: not it.banner("inventory"))


async def test_disabled_checks_are_not_run() -> None:
    """A disabled check is shown without a state of its own and never run."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit", enabled=False), it.check("api/ping"))
        await it.link.until(lambda: state(it, "api/ping") is State.OK)
        assert it.service("pay/deposit").runs == 0
        assert not it.link.checks["pay/deposit"].enabled


async def test_a_check_without_results_becomes_stale_and_then_an_alert(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Silence is unknown after three intervals, and after its hold an incident of its own."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"))
        await it.link.until(lambda: state(it, "pay/deposit") is State.OK)
        monkeypatch.setattr(it.engine._rounds._schedule, "due", lambda _: ())
        await it.link.until(lambda: it.link.checks["pay/deposit"].stale)
        assert it.link.checks["pay/deposit"].was is State.OK
        await it.link.until(lambda: open_ids(it))
        assert it.summary.rank is Rank.UNKNOWNS


async def test_a_dead_scheduler_is_noticed_and_started_again(
    monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    """An exception in the scheduler is shown, and checks go on within seconds."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"))
        await it.link.until(lambda: state(it, "pay/deposit") is State.OK)
        with monkeypatch.context() as broken_schedule:
            broken_schedule.setattr(it.engine._rounds._schedule, "due", None)
            expect_log("scheduler failed and is started again")
            await it.link.until(lambda: it.banner("engine"))
        runs = it.service("pay/deposit").runs
        await it.link.until(lambda: it.service("pay/deposit").runs > runs + 1)


async def test_questions_are_answered() -> None:
    """Status, detail, history and events come from what is known."""
    async with rig() as it:
        it.service("pay/deposit").values = {"things": 4.0}
        await it.apply(
            it.check("pay/deposit", rules=(Threshold(metric="things", warning=5.0, critical=9.0),))
        )
        await it.link.until(lambda: state(it, "pay/deposit") is State.OK)
        status = await it.engine.answer(AskStatus(), SHELL)
        assert status.board is not None
        (view,) = status.board.checks
        series = {each.name: each for each in view.series}
        assert (series["things"].value, series["things"].warning, series["things"].critical) == (
            4.0,
            5.0,
            9.0,
        )
        assert series["error_rate"].value == 0.0
        assert series["response_time"].value is not None
        detail = (await it.engine.answer(AskDetail(check="pay/deposit"), SHELL)).detail
        assert detail is not None
        assert len(detail.rules) == 2
        assert (await it.engine.answer(AskDetail(check="none"), SHELL)).error
        wanted = (("pay/deposit", "things"),)
        points = (await it.engine.answer(AskHistory(wanted=wanted, since=0.0), SHELL)).points
        assert {point.value for point in points} == {4.0}
        (past,) = (await it.engine.answer(AskPast(wanted=wanted, since=0.0), SHELL)).pasts
        assert past == packed_past(*wanted[0], points)
        events = (await it.engine.answer(AskEvents(), SHELL)).events
        assert [event.kind for event in events[:1]] == [EventKind.ENGINE]
        assert [event.id for event in events] == list(range(1, len(events) + 1))


async def test_intents_without_an_object_are_refused() -> None:
    """A wish for what is not there is answered with what is wrong."""
    async with rig(holder=None) as it:
        await it.apply(it.check("pay/deposit"))
        assert "no open incident" in (await it.submit(Acknowledge(what="I-9", who="bo"))).error
        assert "no check" in (await it.submit(Recheck(what="none"))).error
        assert (
            "nobody" in (await it.submit(TestTone())).error
            or "no desktop" in (await it.submit(TestTone())).error
        )


async def test_muting_ends_the_tone_and_nothing_else() -> None:
    """While muted there is no tone; the incident and its notices go on; it can be ended."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"))
        await it.submit(Mute(seconds=60, who="bo"))
        await broken(it)
        await it.link.until(lambda: it.link.told)
        assert it.summary.tone is None
        assert it.summary.muted_by == "bo"
        await it.submit(Mute(seconds=0, who="bo"))
        await it.link.until(lambda: it.summary.tone is Tone.CRITICAL)
        assert it.store.muting is None


async def test_the_loudspeakers_state_is_what_its_holder_reports() -> None:
    """Broken sound is shown as such until a tone was heard."""
    async with rig() as it:
        await it.submit(Report(what="sound", ok=False, detail="no device"))
        await it.link.until(lambda: it.banner("sound"))
        assert it.sound() is SoundState.BROKEN
        await it.submit(Report(what="sound", ok=True))
        await it.link.until(lambda: not it.banner("sound"))
        assert it.sound() is SoundState.WORKING
        assert it.summary.sound_proved is not None


async def test_stop_is_answered_before_it_is_done() -> None:
    """Who asks the engine to end hears that it will."""
    async with rig() as it:
        answer = await it.submit(Stop(who="ana"))
        assert answer.text
        assert it.engine.stopped.is_set()


async def test_a_gap_is_drawn_where_nothing_was_measured() -> None:
    """A failed run ends the line of every series with one gap."""
    async with rig() as it:
        it.service("pay/deposit").values = {"things": 4.0}
        await it.apply(it.check("pay/deposit"))
        await it.link.until(lambda: it.link.points)
        it.service("pay/deposit").error = ErrorClass.REFUSED
        runs = it.service("pay/deposit").runs
        await it.link.until(lambda: it.service("pay/deposit").runs > runs + 3)
        things = [point.value for point in it.link.points if point.series == "things"]
        assert things.count(None) == 1
        assert things[-1] is None
        rates = [point.value for point in it.link.points if point.series == "error_rate"]
        assert rates[0] == 0.0
        assert rates[-1] is not None
        assert rates[-1] > 0


async def test_availability_counts_what_was_proved() -> None:
    """Good and bad seconds are counted; a time without proof is neither."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"))
        await it.link.until(lambda: it.service("pay/deposit").runs > 3)
        await asyncio.sleep(0.1)
        assert it.link.checks["pay/deposit"].availability == 1.0
        await broken(it)
        await it.link.until(lambda: (it.link.checks["pay/deposit"].availability or 1.0) < 1.0)
        it.service("pay/deposit").error = ErrorClass.CREDENTIAL
        await it.link.until(lambda: it.link.checks["pay/deposit"].availability_unknown > 0)
        assert {proof.check for proof in it.history.proofs} == {"pay/deposit"}

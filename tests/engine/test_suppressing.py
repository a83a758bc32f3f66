"""Silences, windows and inhibition on a whole engine: who is told, what is shown, what a restart keeps."""

import asyncio
import time

import pytest

from app.model.alert import AlertKey
from app.model.board import Glyph, Rank
from app.model.incident import EntryKind, Incident
from app.model.intent import EndMaintenance, EndSilence, MakeSilence, PlanMaintenance, Recheck
from app.model.maintenance import Fixed, Flexible, Inhibition, Maintenance
from app.model.matcher import matchers_of
from app.model.message import AskMaintenance, AskPreview, AskSilences
from app.model.notice import Notice
from app.model.state import ErrorClass, State
from app.model.suppression import SuppressionKind
from tests.engine.whole import SHELL, MemoryStore, Rig, rig


def silence(text: str = "target=pay", seconds: float = 60.0, when_clear: float = 0.0) -> MakeSilence:
    """Return the wish for a silence."""
    return MakeSilence(
        matchers=matchers_of(text), who="ann", reason="new cable", seconds=seconds, when_clear=when_clear
    )


def window(text: str = "target=pay", *, start: float = -1.0, lasts: float = 60.0) -> Maintenance:
    """Return a window of the inventory that began a moment ago."""
    now = time.time()
    return Maintenance(
        id="night work",
        matchers=matchers_of(text),
        author="ops",
        reason="new disks",
        plan=Fixed(start=now + start, end=now + start + lasts),
    )


def fail(it: Rig, *names: str) -> None:
    """Break services."""
    for name in names:
        it.service(name).error = ErrorClass.REFUSED


def mend(it: Rig, *names: str) -> None:
    """Mend services."""
    for name in names:
        it.service(name).error = None


def incident(it: Rig, target: str = "pay") -> Incident | None:
    """Return the open incident of a target, as the screen shows it."""
    assert it.link.board is not None
    return next((each for each in it.link.board.incidents if each.target == target), None)


def hushed(it: Rig, target: str = "pay") -> bool:
    """Return whether the screen shows that nobody is told of a target's incident."""
    found = incident(it, target)
    return found is not None and found.suppressed is not None


def withheld(it: Rig) -> set[str]:
    """Return the reasons for which notices were withheld."""
    return {notice.reason.value for notice in it.store.notices.values() if not notice.told}


def told(notices: list[Notice]) -> list[str]:
    """Return kinds of what was told, in order."""
    return [notice.kind.value for notice in notices]


async def test_what_is_silenced_is_shown_and_not_told() -> None:
    """No notice, no tone, no need of anybody; the incident says why, and is counted."""
    async with rig() as it:
        await it.apply(it.check("pay/in"), it.check("lobby/up"))
        await it.link.until(lambda: it.summary.counts.ok == 2)
        answer = await it.submit(silence())
        assert answer.text.startswith("S-1 lasts until ")
        fail(it, "pay/in")
        await it.link.until(lambda: hushed(it))
        found = incident(it)
        assert found is not None
        assert found.suppressed is not None
        assert (found.suppressed.kind, found.suppressed.by) == (SuppressionKind.SILENCE, "S-1")
        assert found.why_silent.plain().startswith("Silenced by ann until ")
        assert found.why_silent.plain().endswith(": new cable")
        assert (it.summary.rank, it.summary.taken, it.summary.tone) == (Rank.ALL_TAKEN, True, None)
        assert it.summary.headline.plain() == "1 incident, silenced"
        assert it.link.checks["pay/in"].silenced == found.why_silent
        assert it.outside == it.link.told == []
        assert withheld(it) == {"silenced"}
        assert it.link.board is not None
        assert [(each.id, each.hides) for each in it.link.board.silences] == [("S-1", 1)]


async def test_what_still_fails_when_a_silence_ends_is_told_by_a_fresh_result() -> None:
    """The end of a silence is no news; a bad result that is newer than it is, once."""
    async with rig() as it:
        await it.apply(it.check("pay/in", interval=30.0))
        await it.submit(silence())
        fail(it, "pay/in")
        await it.submit(Recheck())
        await it.link.until(lambda: hushed(it))
        runs = it.service("pay/in").runs
        await it.submit(EndSilence(what="s-1", who="ben"))
        await it.link.until(lambda: it.outside and it.link.told)
        assert it.service("pay/in").runs > runs, "it was rechecked at once"
        assert told(it.outside) == told(it.link.told) == ["problem"]
        await it.link.until(lambda: not hushed(it))
        found = incident(it)
        assert found is not None
        kinds = [line.kind for line in found.timeline]
        assert kinds.index(EntryKind.SUPPRESSED) < kinds.index(EntryKind.UNSUPPRESSED)
        assert kinds.index(EntryKind.UNSUPPRESSED) < kinds.index(EntryKind.TOLD)


async def test_what_is_well_when_a_silence_ends_is_never_told() -> None:
    """Neither its problem nor its recovery."""
    async with rig() as it:
        await it.apply(it.check("pay/in"))
        await it.submit(silence())
        fail(it, "pay/in")
        await it.link.until(lambda: hushed(it))
        mend(it, "pay/in")
        await it.link.until(lambda: incident(it) is None)
        await it.submit(EndSilence(what="S-1", who="ann"))
        await asyncio.sleep(0.4)
        assert it.outside == it.link.told == []


async def test_a_silence_hides_no_end_of_what_was_told() -> None:
    """Whoever was told the problem is told that it is over."""
    async with rig() as it:
        await it.apply(it.check("pay/in"))
        fail(it, "pay/in")
        await it.link.until(lambda: it.outside and it.link.told)
        await it.submit(silence())
        await it.link.until(lambda: hushed(it))
        mend(it, "pay/in")
        await it.link.until(lambda: len(it.outside) == len(it.link.told) == 2)
        assert told(it.outside) == told(it.link.told) == ["problem", "recovery"]


async def test_a_further_failure_that_nobody_silenced_is_told() -> None:
    """An incident is silent only while all of its alerts are."""
    async with rig() as it:
        await it.apply(it.check("pay/in"), it.check("pay/out"))
        await it.link.until(lambda: it.summary.counts.ok == 2)
        await it.submit(silence("check=pay/in"))
        fail(it, "pay/in")
        await it.link.until(lambda: hushed(it))
        fail(it, "pay/out")
        await it.link.until(lambda: it.outside and it.link.told)
        await it.link.until(lambda: not hushed(it))
        assert told(it.outside) == told(it.link.told) == ["problem"]


async def test_incidents_are_silenced_by_their_severity() -> None:
    """A label of the incident counts as those of its alerts do, also over a restart."""
    store = MemoryStore()
    async with rig(store) as it:
        await it.apply(it.check("pay/in"))
        fail(it, "pay/in")
        await it.link.until(lambda: incident(it) is not None)
        found = incident(it)
        assert found is not None
        await it.submit(silence(f"severity={found.severity}"))
        await it.link.until(lambda: hushed(it))
    async with rig(store) as again:
        fail(again, "pay/in")
        await again.apply(again.check("pay/in"))
        await again.link.until(lambda: again.service("pay/in").runs > 3)
        assert hushed(again)


async def test_a_silence_ends_early_when_all_is_clear() -> None:
    """Some time after the last matching alert, and not before."""
    async with rig() as it:
        await it.apply(it.check("pay/in"))
        fail(it, "pay/in")
        await it.link.until(lambda: incident(it) is not None)
        await it.submit(silence(when_clear=0.5))
        await it.link.until(lambda: hushed(it))
        await asyncio.sleep(1.2)
        assert hushed(it)
        mend(it, "pay/in")
        await it.link.until(lambda: it.link.board is not None and not it.link.board.silences)
        answer = await it.engine.answer(AskSilences(over=True), SHELL)
        assert [(each.id, each.over) for each in answer.silences] == [("S-1", True)]


async def test_a_check_in_maintenance_is_neither_good_nor_bad() -> None:
    """It shows the window, counts as maintenance alone, makes no tone and tells nobody."""
    async with rig() as it:
        await it.apply(it.check("pay/in"), it.check("lobby/up"), maintenance=(window(),))
        fail(it, "pay/in")
        await it.link.until(lambda: hushed(it))
        view = it.link.checks["pay/in"]
        assert (view.state, view.maintenance) == (State.CRITICAL, "night work")
        await it.link.until(lambda: it.summary.counts.ok == 1)
        counts = it.summary.counts
        assert (counts.maintenance, counts.critical, counts.total) == (1, 0, 2)
        assert (it.summary.rank, it.summary.tone) == (Rank.GOOD, None)
        assert it.summary.headline.plain() == "1 good, 1 in maintenance"
        assert it.summary.line.plain() == "1 incident because of planned work"
        assert withheld(it) == {"maintenance"}
        assert it.outside == []


async def test_a_wall_on_which_all_is_in_maintenance_is_not_green() -> None:
    """Where nothing is proved good, nothing looks so."""
    async with rig() as it:
        await it.apply(it.check("pay/in"), maintenance=(window(),))
        await it.link.until(lambda: it.summary.counts.maintenance == 1)
        await it.link.until(lambda: it.summary.glyph is Glyph.MAINTENANCE)
        assert it.summary.counts.ok == 0


async def test_time_in_maintenance_is_no_part_of_availability() -> None:
    """It is counted apart, whatever was measured meanwhile; measuring goes on."""
    async with rig() as it:
        await it.apply(it.check("pay/in"), maintenance=(window(),))
        fail(it, "pay/in")
        await it.link.until(lambda: it.service("pay/in").runs > 4)
        await it.link.until(lambda: len(it.history.proofs) > 2)
        assert sum(proof.bad for proof in it.history.proofs) == 0
        assert sum(proof.maintenance for proof in it.history.proofs) > 0.2
        await it.submit(EndMaintenance(what="night work", who="ann"))
        count = len(it.history.proofs)
        await it.link.until(lambda: len(it.history.proofs) > count + 2)
        assert sum(proof.bad for proof in it.history.proofs) > 0.2
        view = it.link.checks["pay/in"]
        assert view.availability == 0.0
        assert view.availability_maintenance > 0.1


async def test_a_window_that_ends_tells_what_still_fails() -> None:
    """By a result that is newer than its end."""
    async with rig() as it:
        await it.apply(it.check("pay/in"), maintenance=(window(start=-59.0),))
        fail(it, "pay/in")
        await it.link.until(lambda: hushed(it))
        assert it.outside == []
        await it.link.until(lambda: it.outside)
        assert told(it.outside) == ["problem"]
        await it.link.until(lambda: it.link.checks["pay/in"].maintenance == "")


async def test_a_flexible_window_begins_with_the_first_alert() -> None:
    """Inside its frame, and covers that alert too."""
    now = time.time()
    plan = Flexible(start=now - 1, end=now + 60, lasts=30.0)
    flexible = Maintenance(id="when it goes", matchers=matchers_of("target=pay"), reason="swap", plan=plan)
    async with rig() as it:
        await it.apply(it.check("pay/in"), maintenance=(flexible,))
        await it.link.until(lambda: it.summary.counts.ok == 1)
        fail(it, "pay/in")
        await it.link.until(lambda: hushed(it))
        assert it.summary.counts.maintenance == 1
        assert it.outside == it.link.told == []


async def test_people_plan_and_take_back_windows() -> None:
    """Without a plan one begins at once; it is asked for, and taken back."""
    async with rig() as it:
        await it.apply(it.check("pay/in"))
        wish = PlanMaintenance(matchers=matchers_of("target=pay"), who="ann", reason="work", seconds=60.0)
        assert (await it.submit(wish)).text == "M-1 is planned for 1 check"
        await it.link.until(lambda: it.link.checks["pay/in"].maintenance == "M-1")
        answer = await it.engine.answer(AskMaintenance(), SHELL)
        assert [(each.id, each.active, each.hides) for each in answer.maintenance] == [("M-1", True, 1)]
        await it.submit(EndMaintenance(what="m-1", who="ann"))
        await it.link.until(lambda: it.link.checks["pay/in"].maintenance == "")
        assert (await it.engine.answer(AskMaintenance(), SHELL)).maintenance == ()


async def test_one_alert_keeps_another_from_being_told_until_it_ends() -> None:
    """The target's notice waits for the source's end; the source itself is told."""
    rule = Inhibition(
        source=matchers_of("target=core"),
        target=matchers_of('element=api target!="core"'),
        equal=("element",),
    )
    async with rig() as it:
        await it.apply(it.check("core/up"), it.check("pay/in"), inhibit=(rule,))
        await it.link.until(lambda: it.summary.counts.ok == 2)
        fail(it, "core/up")
        await it.link.until(lambda: it.outside)
        fail(it, "pay/in")
        await it.link.until(lambda: hushed(it))
        found = incident(it)
        assert found is not None
        assert found.why_silent.plain() == "Kept back while core/up fails (up)"
        assert not hushed(it, "core")
        assert {notice.incident for notice in it.outside} == {"I-1"}
        mend(it, "core/up")
        await it.link.until(lambda: len(it.outside) == 3)
        assert sorted(it.kinds(it.outside)) == ["I-1 problem", "I-1 recovery", "I-2 problem"]


async def test_silences_windows_and_what_they_hide_survive_a_restart() -> None:
    """Nothing is told anew, nothing is forgotten, and numbers go on."""
    store = MemoryStore()
    async with rig(store) as it:
        await it.apply(it.check("pay/in"), it.check("lobby/up"))
        await it.submit(silence())
        plan = PlanMaintenance(matchers=matchers_of("target=lobby"), who="ann", reason="work", seconds=60.0)
        await it.submit(plan)
        fail(it, "pay/in", "lobby/up")
        await it.link.until(lambda: hushed(it) and hushed(it, "lobby"))
    async with rig(store) as again:
        fail(again, "pay/in", "lobby/up")
        await again.apply(again.check("pay/in"), again.check("lobby/up"))
        await again.link.until(lambda: again.service("pay/in").runs > 3)
        assert hushed(again)
        assert hushed(again, "lobby")
        assert again.outside == again.link.told == []
        found = incident(again)
        assert found is not None
        assert sum(line.kind is EntryKind.SUPPRESSED for line in found.timeline) == 1
        assert (await again.submit(silence())).text.startswith("S-2 ")


async def test_a_preview_says_what_a_silence_would_hide() -> None:
    """All checks it means, and the open incidents."""
    async with rig() as it:
        await it.apply(it.check("pay/in"), it.check("pay/out"), it.check("lobby/up"))
        fail(it, "pay/in")
        await it.link.until(lambda: incident(it) is not None)
        answer = await it.engine.answer(AskPreview(matchers=matchers_of('target=~"p.*" rule=up')), SHELL)
        assert answer.preview is not None
        assert answer.preview.checks == ("pay/in", "pay/out")
        assert answer.preview.incidents == ("I-1",)


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (MakeSilence(who="a", reason="r", seconds=9.0), "needs a matcher"),
        (silence(seconds=0.0), "lasts from a second"),
        (MakeSilence(matchers=matchers_of("target=a"), who="a", seconds=9.0), "needs a reason"),
        (silence('target!="a"'), "names what it means"),
        (silence('target=~".*"'), "names what it means"),
        (EndSilence(what="S-9", who="a"), "no silence is called 'S-9'"),
        (EndMaintenance(what="M-9", who="a"), "no maintenance window is called 'M-9'"),
        (PlanMaintenance(matchers=matchers_of("rule=up"), who="a", reason="r", seconds=9.0), "use a silence"),
        (PlanMaintenance(matchers=matchers_of("target=a"), who="a", reason="r"), "ends after its start"),
    ],
)
async def test_what_cannot_be_done_is_said(
    wish: MakeSilence | EndSilence | EndMaintenance | PlanMaintenance, why: str
) -> None:
    """A wish that makes no sense changes nothing and gets a reason."""
    async with rig() as it:
        await it.apply(it.check("pay/in"))
        answer = await it.submit(wish)
        assert why in answer.error
        assert not it.store.silences
        assert not it.store.windows


async def test_our_own_alarms_are_kept_back_by_nothing() -> None:
    """Who silences everything would not learn that this monitor sees nothing."""
    async with rig() as it:
        await it.apply(it.check("pay/in"))
        book = it.engine._core.books.suppression
        await it.submit(silence('element!=payment check=~".+"'))
        book.see(AlertKey(check="pay/in", rule="up"), {"check": "pay/in"})
        assert book.hides("S-1") == 1

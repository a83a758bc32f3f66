"""When our heartbeat goes out, what it says, and where nobody hears it."""

from collections.abc import AsyncIterator

import pytest

from app.model.deadman import Deadman, Whole
from app.model.own import UNHEARD
from app.model.state import ErrorClass
from tests.engine.whole import Rig, rig

TOLD = Deadman(name="Wall A", every=1.0, url="https://example.com/")


@pytest.fixture
async def quick(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Rig]:
    """Give an engine with one good check that is told outside, and looks at itself ten times a second."""
    monkeypatch.setattr("app.engine.deadman._LOOK", 0.1)
    monkeypatch.setattr("app.engine.deadman._HOLD", 0.2)
    monkeypatch.setattr("app.engine.deadman._PATIENCE", 0.5)
    async with rig() as it:
        it.deadman = TOLD
        await it.apply(it.check("a/b"))
        yield it


async def test_it_goes_out_while_the_whole_path_is_proved(quick: Rig) -> None:
    """Soon after the first result, then each interval; a target that is down makes it no worse than that."""
    await quick.herald.until(lambda: len(quick.herald.sent) >= 2)
    assert set(quick.herald.sent) == {(Whole.GOOD, "")}
    quick.service("a/b").error = ErrorClass.REFUSED
    await quick.herald.until(lambda: quick.herald.sent[-1] == (Whole.INCIDENTS, "1 open incident"))


async def test_a_sick_store_is_said_sooner_and_withholds_nothing(quick: Rig) -> None:
    """A disk that does not answer is known: the heartbeat says so, before its time."""
    await quick.herald.until(lambda: quick.herald.sent)
    quick.store.gate.clear()
    quick.service("a/b").error = ErrorClass.REFUSED  # something to be saved
    await quick.herald.until(lambda: quick.herald.sent[-1][0] is Whole.BROKEN)
    assert quick.herald.sent[-1][1] == "Changes are not saved: The disk does not answer."
    assert quick.engine.life().whole.ill
    quick.store.gate.set()
    await quick.herald.until(lambda: quick.herald.sent[-1][0] is Whole.INCIDENTS)


async def test_it_is_withheld_where_results_are_not_judged(quick: Rig) -> None:
    """With a pipeline that swallows results nothing goes out, and it is said why; then it comes back."""
    await quick.herald.until(lambda: quick.herald.sent)
    lookout = quick.engine._pipeline.lookout
    quick.engine._pipeline.lookout = _Swallows()  # type: ignore[assignment]
    await quick.link.until(lambda: quick.banner("deadman"))
    assert quick.link.board is not None
    assert quick.link.board.health is not None
    assert quick.link.board.health.pulse.withheld.plain() == "Most checks have no fresh result"
    (banner,) = [each for each in quick.link.board.banners if each.id == "deadman"]
    assert banner.text.plain().startswith("Nobody outside would notice our death, for no heartbeat goes out")
    count = len(quick.herald.sent)
    quick.engine._pipeline.lookout = lookout
    await quick.herald.until(lambda: len(quick.herald.sent) > count)
    await quick.link.until(lambda: not quick.banner("deadman"))


async def test_deaf_ears_are_one_alarm_of_our_own(quick: Rig) -> None:
    """When nobody accepts it that is one incident, told once and closed once; without the section it goes."""
    quick.herald.deaf = True
    await quick.link.until(lambda: quick.link.board and quick.link.board.incidents)
    assert quick.link.board is not None
    (incident,) = quick.link.board.incidents
    assert incident.title.plain() == "This monitor's heartbeat is not heard outside"
    assert incident.alerts == (UNHEARD,)
    (banner,) = [each for each in quick.link.board.banners if each.id == "deadman"]
    said = "Nobody outside would notice our death: https://example.com: it answered 503"
    assert banner.text.plain() == said
    quick.herald.deaf = False
    await quick.link.until(lambda: len(quick.outside) == 2)
    assert quick.kinds(quick.outside) == ["I-1 problem", "I-1 recovery"]
    quick.herald.deaf = True
    await quick.link.until(lambda: quick.link.board and quick.link.board.incidents)
    quick.deadman = None
    await quick.apply(quick.check("a/b"), title="two")
    await quick.link.until(lambda: quick.link.board and not quick.link.board.incidents)
    assert not quick.banner("deadman")


async def test_without_the_section_nothing_goes_out() -> None:
    """An engine that is asked to tell nobody tells nobody, and has no strip about it."""
    async with rig() as it:
        await it.apply(it.check("a/b"))
        await it.link.until(lambda: it.summary.counts.ok == 1)
        it.engine._deadman.round()
        assert it.herald.sent == []
        assert not it.banner("deadman")


class _Swallows:
    """Keeps every result back for ever."""

    def take(self, *_: object) -> None:
        return None

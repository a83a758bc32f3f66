from app.model.intent import Acknowledge
from app.model.state import ErrorClass
from tests.engine.whole import SHELL, Rig, rig


async def alone(it: Rig) -> None:
    """Let the wall freeze, and a service fall that only the engine can tell of."""
    await it.apply(it.check("pay/deposit"))
    it.link.holds = False
    it.engine.speaker.gone(SHELL, asked=False, frozen=True)
    it.service("pay/deposit").error = ErrorClass.TIMEOUT_READ
    await it.link.until(lambda: len(it.alarm.told) == 2)
    assert [subject for subject, _ in it.alarm.told] == ["wall", "I-1"]
    assert it.alarm.taken_away == []


async def test_the_engines_own_pop_ups_go_when_they_are_no_longer_true() -> None:
    """The one about the wall goes when a wall is back; that of a problem goes when somebody has it."""
    async with rig() as it:
        await alone(it)
        it.hold(SHELL)
        assert it.alarm.taken_away == ["wall"]
        await it.submit(Acknowledge(what="I-1", who="bo"))
        await it.link.until(lambda: "I-1" in it.alarm.taken_away)


async def test_a_recovery_told_by_the_engine_stays_on_the_screen() -> None:
    """The pop-up of a problem that is over makes room for the one of its end, which is not taken away."""
    async with rig() as it:
        await alone(it)
        it.service("pay/deposit").error = None
        await it.link.until(lambda: len(it.alarm.told) == 3)
        assert it.alarm.taken_away == ["I-1"]

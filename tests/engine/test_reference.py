from app.analysis.state import Shown
from app.engine.check_memory import CheckMemory
from app.engine.reference import is_blind
from app.model.clock import Moment
from app.model.state import State
from app.model.target import ElementClass, Target
from tests.engine.parts import check

NOW = Moment(wall=1.0, mono=1.0)


def memory(name: str, state: State) -> CheckMemory:
    """Return a check that shows a state."""
    it = CheckMemory(check(f"{name}/c"), NOW)
    it.shown = Shown(state=state)
    return it


def target(name: str, *, reference: bool) -> Target:
    """Return a target, a reference or not."""
    labels = {"reference": "yes"} if reference else {}
    return Target(id=name, name=name, short=name, element=ElementClass.NETWORK, labels=labels)


def test_without_references_nothing_is_blind() -> None:
    """However much fails, without references it may all be true."""
    targets = {name: target(name, reference=False) for name in "ab"}
    assert not is_blind([memory("a", State.CRITICAL), memory("b", State.CRITICAL)], targets)


def test_all_references_failing_is_blindness_and_one_working_is_not() -> None:
    """At least two references, all failing."""
    targets = {name: target(name, reference=True) for name in "ab"}
    assert is_blind([memory("a", State.CRITICAL), memory("b", State.CRITICAL)], targets)
    assert not is_blind([memory("a", State.CRITICAL), memory("b", State.OK)], targets)
    assert not is_blind([memory("a", State.CRITICAL)], targets)

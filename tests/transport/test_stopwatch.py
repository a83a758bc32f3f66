import pytest

from app.transport.stopwatch import Stopwatch


def timed(*phases: tuple[str, float]) -> Stopwatch:
    """Return a watch that has gone through phases of these lengths."""
    watch = Stopwatch()
    at = watch.began
    for name, seconds in phases:
        watch.enter(name, at)
        at += seconds
        watch.stop(at)
    return watch


def spent(watch: Stopwatch) -> dict[str, float]:
    """Return the phases and their lengths."""
    return {phase.name: round(phase.seconds, 6) for phase in watch.phases()}


def test_phases_that_come_again_are_added_up() -> None:
    """One name is one phase, and the total is their sum."""
    watch = timed(("connect", 1), ("send", 2), ("connect", 3))
    assert spent(watch) == {"connect": 4, "send": 2}
    assert watch.total == pytest.approx(6)


def test_what_was_spent_since_a_mark_becomes_one_phase() -> None:
    """A first try that was refused is a phase of its own; what was before it stays."""
    watch = timed(("connect", 1), ("send", 2))
    before = watch.mark()
    watch.enter("connect", watch.began + 10)
    watch.enter("send", watch.began + 14)
    watch.stop(watch.began + 15)
    watch.fold("challenge", before)
    assert spent(watch) == {"connect": 1, "send": 2, "challenge": 5}


def test_what_was_not_the_targets_is_left_out() -> None:
    """A phase that is left out is neither shown nor counted."""
    watch = timed(("token", 5), ("connect", 1))
    watch.enter("token")
    watch.leave_out("token")
    assert spent(watch) == {"connect": 1}
    assert watch.total == pytest.approx(1)

"""What changed, and whether it may wait."""

from app.engine.core import Changes


def test_only_new_numbers_may_wait() -> None:
    """A calm change wakes the publisher without hurrying it; any other hurries it."""
    changes = Changes()
    changes.touch("a/up", calm=True)
    assert changes.wake.is_set()
    assert not changes.hurry.is_set()
    changes.touch("b/up")
    assert changes.hurry.is_set()
    assert changes.checks == {"a/up", "b/up"}

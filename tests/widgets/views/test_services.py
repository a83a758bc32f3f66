"""Availability of services: proved, or said to be not proved."""

from msgspec.structs import replace

from app.model.state import State
from app.model.target import ElementClass
from tests.widgets.boards import NOW, ago, good_checks
from widgets.views.services import service_tiles, share_points

CHECKS = [c for c in good_checks(4) if c.element is ElementClass.PAYMENT]


def tile(checks: list[object], *, lost: bool = False) -> object:
    by_class = {ElementClass.PAYMENT: checks}
    tiles = service_tiles(by_class, NOW, lost=lost)  # type: ignore[arg-type]
    return next(t for t in tiles if t.element is ElementClass.PAYMENT)


def test_without_proof_there_is_no_number() -> None:
    """Unknown checks show neither 0 nor 100 per cent."""
    found = tile([replace(c, state=State.UNKNOWN, stale=True, since=ago(60)) for c in CHECKS])
    assert found.value == "No proof"  # type: ignore[attr-defined]


def test_the_mean_of_what_is_known() -> None:
    """The share is the mean over the checks, near the whole with two decimals."""
    found = tile([replace(c, availability=0.9991) for c in CHECKS])
    assert found.value == "99.91 %"  # type: ignore[attr-defined]
    assert "4/4 good" in found.notes[0]  # type: ignore[attr-defined]


def test_unproved_checks_count_for_neither_side() -> None:
    """The gathered share leaves unknown ones out; with none proved it is a gap."""
    half = [replace(CHECKS[0], state=State.CRITICAL), replace(CHECKS[1], state=State.UNKNOWN), *CHECKS[2:]]
    (point,) = share_points({ElementClass.PAYMENT: half}, NOW)
    assert point.value == 2 / 3
    (gap,) = share_points({ElementClass.PAYMENT: [half[1]]}, NOW)
    assert gap.value is None

from collections.abc import Callable

import pytest

from app.inventory.entry.forms import TimingForm
from app.inventory.entry.timing import OURS, Layer, is_known, resolve
from app.inventory.text.tree import Document, Spot

SPOT = Spot(Document("f"))


def layer(broken: str = "", **given: float) -> Layer:
    return Layer(TimingForm(**given), SPOT, frozenset(broken.split()))  # type: ignore[arg-type]


def test_nearest_wins() -> None:
    """Each setting comes from the nearest place that has it."""
    found = resolve([layer(interval=1), layer(interval=2, timeout=3), layer(timeout=4, attempts=5)])
    assert (found.interval, found.timeout, found.attempts) == (1, 3, 5)
    assert found.retry_interval == OURS.retry_interval


def test_what_is_broken_is_not_known() -> None:
    """A setting that was written but not understood is not known, unless a nearer place has it."""
    layers = [layer(interval=1), layer(broken="interval timeout")]
    assert is_known(layers, "interval")
    assert not is_known(layers, "interval", "timeout")
    assert is_known(layers, "attempts")


@pytest.mark.parametrize(
    ("timing", "good"),
    [
        ("interval: 0.2, timeout: 0.1, retry_interval: 0.2", True),
        ("interval: 200ms, timeout: 200ms, retry_interval: 1s", False),
        ("interval: 10s, timeout: 4s, retry_interval: 4s", False),
        ("interval: 1d, timeout: 59m, retry_interval: 1h", True),
    ],
)
def test_a_run_ends_before_the_next(
    timing: str, good: bool, kinds_of: Callable[..., list[tuple[int, str]]]
) -> None:
    """A timeout not below the smaller of interval and retry interval is refused."""
    text = f"targets: [{{id: a, class: api, checks: [{{{timing}, probe: {{kind: tcp, host: h, port: 9}}}}]}}]"
    assert kinds_of(text) == ([] if good else [(1, "timeout-too-long")])

"""Intervals and patience: the check's own, else its class's, else the general ones, else ours."""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple, TypeVar

from app.inventory.entry.explain import span
from app.inventory.entry.forms import TimingForm
from app.inventory.text.tree import Spot
from app.model.check import Flapping
from app.model.phrase import phrase
from app.model.value import Value


class Timing(Value, frozen=True, kw_only=True):
    """A check's timing in seconds, with nothing left open."""

    interval: float = 30.0
    timeout: float = 5.0
    attempts: int = 3
    retry_interval: float = 10.0
    recover_hold: float = 0.0
    flapping: Flapping | Literal["off"] = Flapping()


class Layer(NamedTuple):
    """Timing as it stands in one place of a file."""

    form: TimingForm
    spot: Spot
    broken: frozenset[str] = frozenset()  # settings that stand there but could not be understood


OURS: Final = Timing()
N = TypeVar("N")


def resolve(layers: Sequence[Layer]) -> Timing:
    """Return the timing from ``layers``, the nearest first."""
    return Timing(
        interval=_first([layer.form.interval for layer in layers], OURS.interval),
        timeout=_first([layer.form.timeout for layer in layers], OURS.timeout),
        attempts=_first([layer.form.attempts for layer in layers], OURS.attempts),
        retry_interval=_first([layer.form.retry_interval for layer in layers], OURS.retry_interval),
        recover_hold=_first([layer.form.recover_hold for layer in layers], OURS.recover_hold),
        flapping=_first([layer.form.flapping for layer in layers], OURS.flapping),
    )


def _first(given: Sequence[N | None], otherwise: N) -> N:
    return next((value for value in given if value is not None), otherwise)


def is_known(layers: Sequence[Layer], *names: str) -> bool:
    """Return whether these settings were understood wherever they come from; else they prove nothing."""
    return all(_is_known(layers, name) for name in names)


def _is_known(layers: Sequence[Layer], name: str) -> bool:
    for layer in layers:
        if getattr(layer.form, name) is not None:
            return True
        if name in layer.broken:
            return False
    return True


def check(timing: Timing, layers: Sequence[Layer], spot: Spot) -> bool:
    """Return whether the settings go together: a run ends before the next one starts, flapping can end."""
    return _ends_in_time(timing, layers, spot) and _can_calm(timing, layers, spot)


def _ends_in_time(timing: Timing, layers: Sequence[Layer], spot: Spot) -> bool:
    name = "interval" if timing.interval <= timing.retry_interval else "retry_interval"
    limit: float = getattr(timing, name)
    if timing.timeout < limit or not is_known(layers, "timeout", "interval", "retry_interval"):
        return True
    culprit = _culprit(layers, ("timeout", name)) or spot
    culprit.report(
        "timeout-too-long",
        phrase(
            "the timeout of {timeout} is not below {name}, which is {limit}",
            timeout=span(timing.timeout),
            name=name,
            limit=span(limit),
        ),
        phrase("give a timeout below {limit}, or a longer {name}", limit=span(limit), name=name),
    )
    return False


def _can_calm(timing: Timing, layers: Sequence[Layer], spot: Spot) -> bool:
    if timing.flapping == "off" or timing.flapping.low <= timing.flapping.high:
        return True
    culprit = _culprit(layers, ("flapping",)) or spot
    culprit.report(
        "flapping-limits",
        phrase("flapping would end before it begins"),
        phrase("give low a share that is not above high: {form}", form="{high: 0.5, low: 0.25}"),
    )
    return False


def _culprit(layers: Sequence[Layer], names: Sequence[str]) -> Spot | None:
    """Return where the nearest of the settings in question stands: it is the one to mend."""
    for layer in layers:
        for name in names:
            if getattr(layer.form, name) is not None:
                return layer.spot.at(name)
    return None

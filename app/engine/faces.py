"""What each view of a series says beside its values, found once for all checks that are alike."""

import functools
from typing import NamedTuple

from app.analysis.wording import metric_of
from app.model.check import Check
from app.model.metric import Metric, base_name, instance_name
from app.model.quantity import Unit
from app.model.rule import Rule, Threshold

_MOST = 2048  # series whose faces are kept; what a probe reads may have new names each time


class Face(NamedTuple):
    """What of a view of a series does not change with its values."""

    title: str
    unit: Unit
    warning: float | None
    critical: float | None
    below: bool


class Faces:
    """The faces of the series of checks that measure the same and have the same rules."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[str, Face] = {}

    def of(self, check: Check, series: str) -> Face:
        """Return the face of a series of one of these checks."""
        face = self._known.get(series)
        if face is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            face = self._known[series] = _face(check, series)
        return face


def faces_of(check: Check) -> Faces:
    """Return the faces of a check, shared with those that are like it."""
    return _alike(check.probe.measured, check.rules)


@functools.lru_cache(4096)
def _alike(_measured: tuple[Metric, ...], _rules: tuple[Rule, ...]) -> Faces:
    return Faces()


def _face(check: Check, series: str) -> Face:
    metric, instance = metric_of(check, series), instance_name(series)
    wanted = (series, base_name(series))
    limits = next((r for r in check.rules if isinstance(r, Threshold) and r.metric in wanted), None)
    return Face(
        f"{metric.title} {instance}" if instance else metric.title,
        metric.unit,
        limits.warning if limits else None,
        limits.critical if limits else None,
        limits.below if limits else False,
    )

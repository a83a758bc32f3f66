"""Rules: what counts as bad for one check."""

from typing import Annotated

import msgspec

from app.model.probe import Duration
from app.model.value import Value

Positive = Annotated[float, msgspec.Meta(gt=0)]

# Names of the rules that every check has without asking.
UP = "up"
NO_DATA = "no-data"
# That of a probe whose target says itself how well it is: a plugin, a heartbeat.
SAID = "said"
FLAPPING = "flapping"


class Threshold(
    Value, frozen=True, kw_only=True, tag="threshold", tag_field="kind", forbid_unknown_fields=True
):
    """Static limits with hysteresis: bad beyond a limit, good again only beyond ``recovery``.

    Larger is worse, unless ``below`` is true. At least one of ``warning`` and ``critical`` is given.
    Limits are in the metric's base unit; in the file also as "400ms", "90%", "10GB".
    ``recovery`` defaults to the mildest limit.
    """

    metric: str
    warning: float | None = None
    critical: float | None = None
    recovery: float | None = None
    below: bool = False
    name: str = ""

    @property
    def id(self) -> str:
        """The rule's name within its check."""
        return self.name or self.metric


class Baseline(
    Value, frozen=True, kw_only=True, tag="baseline", tag_field="kind", forbid_unknown_fields=True
):
    """Deviation from the usual: a robust moving band (median and median absolute deviation)."""

    metric: str
    width: Positive = 6.0  # half width of the band in robust standard deviations
    window: Duration = 3600.0
    min_points: Annotated[int, msgspec.Meta(ge=5, le=10_000)] = 30
    critical: bool = False  # a deviation is a warning unless this is true
    below: bool = False  # also call it a deviation when it falls under the band
    name: str = ""

    @property
    def id(self) -> str:
        """The rule's name within its check."""
        return self.name or f"{self.metric}-usual"


Rule = Threshold | Baseline

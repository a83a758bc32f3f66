"""Rules: what counts as bad for one check.

Each rule has an ``id`` within its check and a ``metric``, the series that it is mainly about (empty where it
is about none). ``at_once``: it looks over a time of its own, so one bad verdict of it needs no confirmation.
"""

from typing import Annotated, ClassVar, Literal

import msgspec

from app.model.metric import ERROR_RATE
from app.model.probe import Duration
from app.model.value import Value

Positive = Annotated[float, msgspec.Meta(gt=0)]
Amount = Annotated[float, msgspec.Meta(ge=0)]
Fewest = Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]
Severity = Literal["warning", "critical"]
Per = Literal["second", "minute", "hour"]
SECONDS: dict[Per, float] = {"second": 1.0, "minute": 60.0, "hour": 3600.0}

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

    at_once: ClassVar[bool] = False

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

    at_once: ClassVar[bool] = False

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


class Rate(Value, frozen=True, kw_only=True, tag="rate", tag_field="kind", forbid_unknown_fields=True):
    """How fast a value changes: its change over a span, as an amount per time.

    Limits are amounts in the metric's unit per ``per``, larger is worse in the given direction. Of a
    ``counter`` the increase counts; one that begins anew never falls.
    """

    at_once: ClassVar[bool] = False

    metric: str
    warning: float | None = None
    critical: float | None = None
    recovery: float | None = None
    per: Per = "minute"
    over: Duration = 300.0
    direction: Literal["rise", "fall", "both"] = "rise"
    counter: bool = False
    name: str = ""

    @property
    def id(self) -> str:
        """The rule's name within its check."""
        return self.name or f"{self.metric}-rate"


class Absence(Value, frozen=True, kw_only=True, tag="absence", tag_field="kind", forbid_unknown_fields=True):
    """A series that has had no value for long, though the check itself has answers."""

    at_once: ClassVar[bool] = True

    metric: str
    after: Duration = 300.0
    level: Severity = "warning"
    name: str = ""

    @property
    def id(self) -> str:
        """The rule's name within its check."""
        return self.name or f"{self.metric}-absence"


class Ratio(Value, frozen=True, kw_only=True, tag="ratio", tag_field="kind", forbid_unknown_fields=True):
    """The share of bad events among all of a window: of the check's own runs, or of two series."""

    at_once: ClassVar[bool] = False

    bad: str = ""
    total: str = ""
    counter: bool = True  # the two series count up; else each value is the amount since the run before
    warning: float | None = None
    critical: float | None = None
    recovery: float | None = None
    window: Duration = 300.0
    least: Fewest = 10
    name: str = ""

    @property
    def metric(self) -> str:
        """The series of what is bad."""
        return self.bad or ERROR_RATE.name

    @property
    def id(self) -> str:
        """The rule's name within its check."""
        return self.name or f"{self.metric}-ratio"


class Span(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One pair of windows: bad while the budget burns faster than ``burn`` over both of them."""

    burn: Positive
    long: Duration
    short: Duration
    level: Severity = "critical"


# "The Site Reliability Workbook" (2018), chapter 5, table 5-8: 2 %, 5 % and 10 % of the budget of 30 days.
SPANS = (
    Span(burn=14.4, long=3600.0, short=300.0),
    Span(burn=6.0, long=6 * 3600.0, short=1800.0),
    Span(burn=1.0, long=3 * 86_400.0, short=6 * 3600.0, level="warning"),
)


class Burn(Value, frozen=True, kw_only=True, tag="burn", tag_field="kind", forbid_unknown_fields=True):
    """How fast an error budget burns, over several pairs of windows (Google SRE Workbook, chapter 5).

    1 is the speed at which the budget of ``1 - objective`` is just used up at the end of its period.
    """

    at_once: ClassVar[bool] = True

    objective: Annotated[float, msgspec.Meta(gt=0, lt=1)]
    bad: str = ""
    total: str = ""
    counter: bool = True
    windows: Annotated[tuple[Span, ...], msgspec.Meta(min_length=1, max_length=8)] = SPANS
    least: Fewest = 10
    name: str = ""

    @property
    def metric(self) -> str:
        """The series of what is bad."""
        return self.bad or ERROR_RATE.name

    @property
    def id(self) -> str:
        """The rule's name within its check."""
        return self.name or (f"{self.bad}-burn" if self.bad else "burn")


class Label(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All targets that have the same value of this label as the target itself."""

    label: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class Peer(Value, frozen=True, kw_only=True, tag="peer", tag_field="kind", forbid_unknown_fields=True):
    """One node against its pool: its value against the median of the same series of the others.

    Its distance is bad beyond the largest of: ``width`` robust standard deviations (1.4826 times the median
    absolute deviation), ``share`` of the median, ``apart`` in the metric's unit.
    """

    at_once: ClassVar[bool] = False

    metric: str
    pool: Label | Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=1000)]
    direction: Literal["high", "low", "both"] = "high"
    width: Positive = 6.0
    share: Amount = 0.3
    apart: Amount = 0.0
    least: Annotated[int, msgspec.Meta(ge=3, le=1000)] = 3
    level: Severity = "warning"
    name: str = ""

    @property
    def id(self) -> str:
        """The rule's name within its check."""
        return self.name or f"{self.metric}-peers"


class Volume(Value, frozen=True, kw_only=True, tag="volume", tag_field="kind", forbid_unknown_fields=True):
    """An amount that has dropped below a share of what is usual at this time of day.

    Limits are shares of the usual. Where the usual is below ``least`` the rule proves nothing; an amount
    below ``floor`` is critical whatever is usual. A counter's amount is its increase per ``per``.
    """

    at_once: ClassVar[bool] = False

    metric: str
    least: Positive
    warning: float | None = None
    critical: float | None = None
    recovery: float | None = None
    floor: Amount | None = None
    counter: bool = False
    per: Per = "minute"
    over: Duration = 300.0
    name: str = ""

    @property
    def id(self) -> str:
        """The rule's name within its check."""
        return self.name or f"{self.metric}-volume"


Members = Annotated[tuple[str, ...], msgspec.Meta(max_length=1000)]


class Composite(
    Value, frozen=True, kw_only=True, tag="composite", tag_field="kind", forbid_unknown_fields=True
):
    """Other checks together: bad while all, any, or so many of them have a confirmed problem.

    A member is ``target/check``, or ``target/check#rule`` for one rule of it. One of ``all``, ``any`` and
    ``of`` (with ``at_least``) is given.
    """

    at_once: ClassVar[bool] = True
    metric: ClassVar[str] = ""

    all: Members = ()
    any: Members = ()
    of: Members = ()
    at_least: Fewest | None = None
    bad_at: Severity = "critical"
    level: Severity = "critical"
    name: str = ""

    @property
    def id(self) -> str:
        """The rule's name within its check."""
        return self.name or "composite"

    @property
    def members(self) -> tuple[str, ...]:
        """The other checks."""
        return self.all or self.any or self.of

    @property
    def needed(self) -> int:
        """How many of them make it bad."""
        return len(self.all) if self.all else self.at_least or 1


Rule = Threshold | Baseline | Rate | Absence | Ratio | Burn | Peer | Volume | Composite
# In the order of the documentation.
RULES: tuple[type[Rule], ...] = (
    Threshold, Baseline, Rate, Absence, Ratio, Burn, Peer, Volume, Composite,
)  # fmt: skip

"""How long it takes to notice, to react and to repair, and how often it fails."""

from app.model.value import Value


class Figures(Value, frozen=True, kw_only=True):
    """Means in seconds over ``count`` incidents; None: there is nothing to say it by."""

    count: int = 0
    closed: int = 0
    unacknowledged: int = 0  # that nobody took
    detect: float | None = None  # MTTD: confirmed - first bad sample
    acknowledge: float | None = None  # MTTA: first taken - confirmed, of those that were taken
    repair: float | None = None  # MTTR: closed - first bad sample, of those that are closed
    between: float | None = None  # MTBF: from one opening to the next
    targets: tuple["TargetFigures", ...] = ()  # those with the most incidents first


class TargetFigures(Value, frozen=True, kw_only=True):
    """How often one target failed, and the mean time between."""

    target: str
    count: int
    between: float | None = None

"""What is measured, and in which unit."""

from app.model.quantity import Unit
from app.model.value import Value


class Metric(Value, frozen=True, kw_only=True):
    """One measured quantity of a probe kind.

    ``name`` is what rules and series refer to. A series of one instance of it (a disk, an interface) is
    named ``name:instance``, as ``disk_used:/var``.
    """

    name: str
    unit: Unit
    title: str


# Every check has these two, whatever its probe kind; the engine measures and counts them.
RESPONSE_TIME = Metric(name="response_time", unit=Unit.SECONDS, title="Response time")
ERROR_RATE = Metric(name="error_rate", unit=Unit.RATIO, title="Errors")


def base_name(series: str) -> str:
    """Return the metric's name of a series: ``disk_used`` for ``disk_used:/var``."""
    return series.partition(":")[0]


def instance_name(series: str) -> str:
    """Return the instance of a series: ``/var`` for ``disk_used:/var``, empty where there is none."""
    return series.partition(":")[2]

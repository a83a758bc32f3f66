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


# What every server is asked for, whether it is this machine or one that exports its numbers.
CPU = Metric(name="cpu", unit=Unit.RATIO, title="CPU load")
MEMORY = Metric(name="memory", unit=Unit.RATIO, title="Memory")
LOAD = Metric(name="load", unit=Unit.COUNT, title="Run queue")
DISK_USED = Metric(name="disk_used", unit=Unit.RATIO, title="Disk space used")  # an instance a mount
DISK_BUSY = Metric(name="disk_busy", unit=Unit.RATIO, title="Disk activity")  # the busiest disk
DISK_READ = Metric(name="disk_read", unit=Unit.BYTES_PER_SECOND, title="Disk read")
DISK_WRITE = Metric(name="disk_write", unit=Unit.BYTES_PER_SECOND, title="Disk written")
NETWORK_IN = Metric(name="network_in", unit=Unit.BYTES_PER_SECOND, title="Network in")
NETWORK_OUT = Metric(name="network_out", unit=Unit.BYTES_PER_SECOND, title="Network out")
SERVER_METRICS = (
    CPU, MEMORY, LOAD, DISK_USED, DISK_BUSY, DISK_READ, DISK_WRITE, NETWORK_IN, NETWORK_OUT,
)  # fmt: skip
# Until the first certificate of the chain that was sent expires.
CERTIFICATE_DAYS = Metric(name="certificate_days", unit=Unit.DAYS, title="Certificate")
QUERY_VALUE = Metric(name="query_value", unit=Unit.NONE, title="Value")

"""Counters to rates: what probes share that read ever-growing numbers."""

from collections.abc import Mapping

from app.model.clock import Moment
from app.model.value import Value


class Counters(Value, frozen=True, kw_only=True):
    """Counter values at one moment, remembered from run to run."""

    at: Moment
    values: dict[str, float]


def rate(before: Counters, now: Counters, name: str) -> float | None:
    """Return the growth of a counter a second; None without two values or after a reset.

    A counter that fell began anew at zero (restart of the exporter, overflow); what was lost in between
    is not known, so this one step has no rate instead of a wrong one.
    """
    seconds = now.at.seconds_since(before.at)
    if seconds <= 0 or name not in before.values or name not in now.values:
        return None
    growth = now.values[name] - before.values[name]
    return growth / seconds if growth >= 0 else None


def present(values: Mapping[str, float | None]) -> dict[str, float]:
    """Return the values that exist: what has no value is absent, never 0."""
    return {name: value for name, value in values.items() if value is not None}


def share(part: float | None, whole: float) -> float | None:
    """Return ``part`` of ``whole`` as a ratio within 0 and 1, None where either is missing."""
    return None if part is None or whole <= 0 else min(1.0, max(0.0, part / whole))


# Whole disks only: loop devices, mappings and arrays would count the same activity again.
INNER_DISKS = ("loop", "ram", "dm-", "md", "sr", "zram")


def server_rates(before: Counters, now: Counters) -> dict[str, float | None]:
    """Return the series of a server that are counters underneath (``SERVER_METRICS``).

    The counters are ``cpu_all`` and ``cpu_busy`` (seconds), ``busy:DISK`` (seconds), and ``disk_read``,
    ``disk_write``, ``network_in``, ``network_out`` (bytes).
    """
    busy = [rate(before, now, name) for name in now.values if name.startswith("busy:")]
    known = [each for each in busy if each is not None]
    return {
        "cpu": share(_busy(before, now), rate(before, now, "cpu_all") or 0),
        "disk_busy": share(max(known), 1.0) if known else None,
        **{
            name: rate(before, now, name) for name in ("disk_read", "disk_write", "network_in", "network_out")
        },
    }


def _busy(before: Counters, now: Counters) -> float | None:
    """Return the seconds of work a second.

    The time of waiting for a disk, which is taken off, may fall by a little (proc_stat(5)) and rise by it
    again: a quiet machine then seems to have worked less than nothing. A true reset is seen by the whole.
    """
    found = rate(before, now, "cpu_busy")
    whole = rate(before, now, "cpu_all")
    return 0.0 if found is None and whole is not None and "cpu_busy" in before.values else found

"""The numbers of one invented server, in the text format that node_exporter writes.

Counters grow with the time that has passed, so rates read from the page agree with its gauges.
"""

import time

from app.demo.pulse import Pulse

CORES = 4
MEMORY = 32 << 30
DISKS = {"/": ("sda1", 60 << 30, 0.42), "/var": ("sda2", 200 << 30, 0.55)}
_BURNING = 0.97


class ServerNumbers:
    """Moves its counters on each time it is asked. Times are seconds of ``time.monotonic``."""

    def __init__(self, name: str, usual_load: float) -> None:
        self._name = name
        self._usual = usual_load
        self._cpu = Pulse(name + " cpu")
        self._memory = Pulse(name + " memory")
        self._disk = Pulse(name + " disk")
        self._network = Pulse(name + " network")
        self._last: float | None = None
        self._busy = [0.0] * CORES
        self._idle = [0.0] * CORES
        self._totals = dict.fromkeys(("io", "read", "written", "received", "sent"), 0.0)
        self._load = usual_load * CORES
        self._booted = time.time() - 41 * 86_400

    def page(self, now: float, *, burning: bool) -> str:
        """Return the exposition page at this moment."""
        share = _BURNING if burning else min(0.8, self._cpu.around(self._usual, 0.4, now))
        self._move(now, share)
        lines = [*self._cpu_lines(), *self._memory_lines(now), *self._disk_lines(now), *self._network_lines()]
        lines += [
            f"node_load1 {self._load:.2f}",
            f"node_boot_time_seconds {self._booted:.0f}",
            f'node_uname_info{{nodename="{self._name}",sysname="Linux",release="6.1.0-37-amd64"}} 1',
        ]
        return "\n".join(lines) + "\n"

    def _move(self, now: float, share: float) -> None:
        passed = 3600.0 if self._last is None else max(0.0, now - self._last)
        self._last = now
        for core in range(CORES):
            self._busy[core] += share * passed
            self._idle[core] += (1 - share) * passed
        activity = self._disk.share(now)
        self._totals["io"] += passed * (0.03 + 0.15 * activity)
        self._totals["read"] += passed * 3e6 * activity
        self._totals["written"] += passed * (2e6 + 9e6 * activity)
        self._totals["received"] += passed * self._network.between(4e6, 14e6, now)
        self._totals["sent"] += passed * self._network.between(9e6, 40e6, now)
        # As the kernel does it: the load follows the number of running tasks with a delay.
        weight = min(1.0, passed / 60)
        self._load += (share * CORES * 1.15 - self._load) * weight

    def _cpu_lines(self) -> list[str]:
        lines = ["# HELP node_cpu_seconds_total Seconds the CPUs spent in each mode."]
        lines.append("# TYPE node_cpu_seconds_total counter")
        for core in range(CORES):
            for mode, value in (
                ("idle", self._idle[core] * 0.99),
                ("iowait", self._idle[core] * 0.01),
                ("system", self._busy[core] * 0.25),
                ("user", self._busy[core] * 0.75),
            ):
                lines.append(f'node_cpu_seconds_total{{cpu="{core}",mode="{mode}"}} {value:.3f}')
        return lines

    def _memory_lines(self, now: float) -> list[str]:
        used = self._memory.between(0.48, 0.62, now)
        return [
            "# TYPE node_memory_MemTotal_bytes gauge",
            f"node_memory_MemTotal_bytes {MEMORY}",
            f"node_memory_MemAvailable_bytes {MEMORY * (1 - used):.0f}",
            f"node_memory_MemFree_bytes {MEMORY * (1 - used) * 0.4:.0f}",
        ]

    def _disk_lines(self, now: float) -> list[str]:
        lines = ["# TYPE node_filesystem_size_bytes gauge"]
        for mount, (device, size, used) in DISKS.items():
            labels = f'device="/dev/{device}",fstype="ext4",mountpoint="{mount}"'
            left = size * (1 - used - 0.01 * self._disk.share(now))
            lines.append(f"node_filesystem_size_bytes{{{labels}}} {size}")
            lines.append(f"node_filesystem_avail_bytes{{{labels}}} {left:.0f}")
        for name, key in (
            ("node_disk_io_time_seconds_total", "io"),
            ("node_disk_read_bytes_total", "read"),
            ("node_disk_written_bytes_total", "written"),
        ):
            lines.append(f'{name}{{device="sda"}} {self._totals[key]:.3f}')
        return lines

    def _network_lines(self) -> list[str]:
        return [
            f'node_network_receive_bytes_total{{device="eth0"}} {self._totals["received"]:.0f}',
            f'node_network_transmit_bytes_total{{device="eth0"}} {self._totals["sent"]:.0f}',
            'node_network_receive_bytes_total{device="lo"} 123456',
            'node_network_transmit_bytes_total{device="lo"} 123456',
        ]

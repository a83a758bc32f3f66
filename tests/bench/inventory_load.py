"""How long an inventory of 10,000 targets takes to read, and to take over from the child's answer."""

import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.inventory.load import load
from app.inventory.wire import decode_inventory, encode_inventory
from probes import kinds
from tests.bench.report import Figure

TARGETS = 10_000
ROUNDS = 3
TARGET = """\
  - id: t-{n}
    name: Target {n}
    class: api
    labels: {{country: mt, brand: b{brand}}}
    owner: platform
    depends_on: [t-0]
    checks:
      - id: answer
        name: Answer {n}
        probe: {{kind: http, url: "http://127.0.0.1:8080/x/{n}"}}
        interval: 10s
        rules:
          - {{kind: threshold, metric: response_time, warning: 400ms, critical: 2s, recovery: 300ms}}
"""


def text(targets: int) -> str:
    """Return an inventory of so many targets."""
    many = "".join(TARGET.format(n=n, brand=n % 7) for n in range(targets))
    return "targets:\n" + many.replace("    depends_on: [t-0]\n", "", 1)


def seconds(step: Callable[[], object]) -> float:
    """Return the CPU time of one step, the median of some rounds."""
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        step()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def measure(_seconds: float) -> list[Figure]:
    """Read an inventory of ``TARGETS`` targets, and take over the packed one."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "inventory.yaml"
        file.write_text(text(TARGETS))
        inventory = load([file], kinds()).inventory
        if inventory is None:
            raise SystemExit("the inventory is not good")
        packed = encode_inventory(inventory)
        return [
            Figure("targets", TARGETS),
            Figure("YAML", file.stat().st_size / 2**20, "MiB"),
            Figure("load, CPU", seconds(lambda: load([file], kinds())), "s"),
            Figure("take over the packed one, CPU", seconds(lambda: decode_inventory(packed, kinds())), "s"),
            Figure("packed", len(packed) / 2**20, "MiB"),
            Figure("peak memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MiB"),
        ]

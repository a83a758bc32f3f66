"""How long an inventory of 10,000 targets takes to read, and to take over from the child's answer.

Run: ``python -m tests.bench.inventory_load [TARGETS]``. Prints one table and a JSON line; no timed test.
"""

import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.inventory.load import load
from app.inventory.wire import decode_inventory, encode_inventory
from probes import kinds

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


def main() -> None:
    """Measure and print."""
    targets = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "inventory.yaml"
        file.write_text(text(targets))
        inventory = load([file], kinds()).inventory
        if inventory is None:
            raise SystemExit("the inventory is not good")
        packed = encode_inventory(inventory)
        figures = {
            "targets": targets,
            "yaml_bytes": file.stat().st_size,
            "load_cpu_s": round(seconds(lambda: load([file], kinds())), 3),
            "decode_cpu_s": round(seconds(lambda: decode_inventory(packed, kinds())), 4),
            "packed_bytes": len(packed),
            "peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
    for name, value in figures.items():
        print(f"{name:<14} {value:>12}")  # noqa: T201 - a benchmark prints
    print(json.dumps(figures))  # noqa: T201 - same


if __name__ == "__main__":
    main()

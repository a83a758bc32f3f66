"""Measure: ``python -m tests.bench [NAME …] [--seconds N]``; without a name everything but the long ones."""

import argparse
import importlib
import time

from tests.bench.report import Measure, NotHere, say, show

# Each is a module of this folder with ``measure(seconds) -> figures``.
BENCHES = ("judging", "inventory_load", "probing", "engine", "wall", "start")


def main() -> int:
    """Run what is named."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(BENCHES))
    parser.add_argument("--seconds", type=float, default=20.0, help="about so long for each (default 20)")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in BENCHES]
    if unknown:
        parser.error(f"there is no bench {unknown[0]}; there are: {' '.join(BENCHES)}")
    for name in arguments.names or BENCHES:
        measure: Measure = importlib.import_module(f"tests.bench.{name}").measure
        began = time.monotonic()
        try:
            figures = measure(arguments.seconds)
        except NotHere as absent:
            say(f"\n{name}: not measured: {absent}")
            continue
        show(name, figures, time.monotonic() - began)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

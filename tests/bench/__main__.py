"""Measure: ``python -m tests.bench [NAME …] [--seconds N] [--only PART,…]``; without a name all of them."""

import argparse
import importlib
import shlex
import signal
import sys
import time
from collections.abc import Sequence
from types import ModuleType

from tests.bench.report import Figure, NotHere, say, show

# Each is a module of this folder with ``measure(seconds) -> figures``; one with PARTS takes ``only`` as well,
# and may say in ``about()`` what belongs to its figures.
BENCHES = (
    "judging",
    "phases",
    "inventory_load",
    "probing",
    "wall",
    "charts",
    "turns",
    "grid",
    "start",
    "first_paint",
)
INTERRUPTED = 130


def main() -> int:
    """Run what is named."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(BENCHES))
    parser.add_argument("--seconds", type=float, default=20.0, help="about so long for each (default 20)")
    parser.add_argument("--only", default="", metavar="PART,…", help="these parts of one bench only")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in BENCHES]
    if unknown:
        parser.error(f"there is no bench {unknown[0]}; there are: {' '.join(BENCHES)}")
    only = [part for part in arguments.only.split(",") if part]
    modules = [importlib.import_module(f"tests.bench.{name}") for name in arguments.names or BENCHES]
    parts = {part for module in modules for part in getattr(module, "PARTS", ())}
    if set(only) - parts:
        parser.error(f"there is no such part; there are: {' '.join(sorted(parts)) or 'none'}")
    # Whoever ends us ends our servers too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        for module in modules:
            _run(module, arguments.seconds, only)
    except KeyboardInterrupt:
        say("\ninterrupted")
        return INTERRUPTED
    return 0


def _run(module: ModuleType, seconds: float, only: Sequence[str]) -> None:
    name = module.__name__.rpartition(".")[2]
    began = time.monotonic()
    try:
        figures: Sequence[Figure] = (
            module.measure(seconds, only) if hasattr(module, "PARTS") else module.measure(seconds)
        )
    except NotHere as reason:
        say(f"\n{name}: not measured: {reason}")
        return
    about = module.about(seconds) if hasattr(module, "about") else {}
    command = f"python -m tests.bench {shlex.join(sys.argv[1:])}"
    show(name, figures, time.monotonic() - began, {"command": command, **about})


if __name__ == "__main__":
    raise SystemExit(main())

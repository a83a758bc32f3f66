"""A day of the wall in 24 minutes: ``python -m tests.bench.soak_wall [--minutes N] [--seed N]``.

The whole engine lives 60 times as fast as we do, and the real window shows it: pages turn, alarms come and
go (sixty in the worst hour of each of three spells), the inventory is reloaded, themes change, the window is
hidden and shown. The exit code says whether memory was level, no page late and the frames short.
"""

import argparse
import sys
import time

from tests.bench.report import NotHere, say, show
from tests.bench.soak_wall.run import figures, soaked, wrongs


def main() -> int:
    """Run one; 0: all held, 1: not."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak_wall", description=__doc__)
    parser.add_argument("--minutes", type=float, default=24.0, help="real ones; a minute is an hour")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--trace", action="store_true", help="say where memory is allocated; slow")
    arguments = parser.parse_args()
    say(f"soak of the wall: {arguments.minutes:g} minutes, seed {arguments.seed}")
    began = time.monotonic()
    try:
        seen = soaked(arguments.minutes * 60, arguments.seed, trace=arguments.trace)
    except NotHere as reason:
        say(f"not run: {reason}")
        return 1
    show("soak_wall", figures(seen), time.monotonic() - began, {"seed": arguments.seed})
    wrong = wrongs(seen)
    for line in wrong:
        say(f"WRONG  {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

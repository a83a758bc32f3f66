"""Live through many random histories: ``python -m tests.histories [--count N] [--seed S]``; for make soak."""

import argparse
import logging
import random
import sys

from hypothesis import given, seed, settings

from tests.histories.histories import ATTEMPTS, HISTORIES, HOLDS, SET, thorough
from tests.histories.invariants import hold_over


def main() -> int:
    """Print the seed first, so that what fails can be had again."""
    parser = argparse.ArgumentParser(prog="python -m tests.histories", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    arguments = parser.parse_args()
    sys.stdout.write(f"{arguments.count} histories, seed {arguments.seed}\n")
    sys.stdout.flush()
    logging.disable(logging.CRITICAL)
    many = settings(
        thorough, max_examples=arguments.count, derandomize=False, database=None, print_blob=False
    )
    seed(arguments.seed)(many(given(HISTORIES, ATTEMPTS, HOLDS, SET)(hold_over)))()
    sys.stdout.write("all promises held\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

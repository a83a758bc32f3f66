"""``nocwall load-inventory``: the program's own way to read files in a process of their own."""

import argparse
import sys
from pathlib import Path

NAME = "load-inventory"
HELP = "read inventory files and write them as MessagePack; used by the engine"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")


def run(arguments: argparse.Namespace) -> int:
    """Write the outcome, errors included, to standard output."""
    from app.inventory.child import answer
    from probes import kinds

    sys.stdout.buffer.write(answer(arguments.files, kinds()))
    sys.stdout.buffer.flush()
    return 0

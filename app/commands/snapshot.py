"""``nocwall snapshot``: the wall as a picture; no screen needed."""

import argparse
import os
import re
from pathlib import Path

from app.commands.places import configured_inventory
from app.commands.wall import add_picture_arguments

NAME = "snapshot"
HELP = "draw the wall into a PNG file; no screen needed"
LARGEST = 16_384  # pixels


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file and what it shows."""
    parser.add_argument("out", type=Path, metavar="OUT.png", help="file to write, replaced whole")
    parser.add_argument("--size", type=_size, default=(3840, 2160), metavar="WxH", help="default 3840x2160")
    parser.add_argument(
        "--after",
        type=float,
        default=30.0,
        metavar="S",
        help="seconds to wait for every check's first answer (default: %(default)s)",
    )
    add_picture_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Draw the running engine's wall; with an inventory, or where none runs, that of a private engine.

    Without any inventory the private engine watches a private demo.
    """
    # Before Qt is loaded: a picture needs no screen, and must not ask for one that is there.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from app import main
    from app.link.address import socket_path

    inventory = arguments.inventory or configured_inventory()
    attach = arguments.inventory is None and socket_path(arguments.state).exists()
    return main.snapshot(
        out=arguments.out.absolute(),
        state=arguments.state,
        inventory=inventory,
        attach=attach,
        demo=inventory is None,
        size=arguments.size,
        page=arguments.page or "overview",
        theme=arguments.theme or "dark",
        after=arguments.after,
    )


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{2,5})[xX](\d{2,5})", text)
    if found is None or not all(0 < int(edge) <= LARGEST for edge in found.groups()):
        raise argparse.ArgumentTypeError(f"{text!r} is no size such as 1920x1080")
    return int(found[1]), int(found[2])

"""``nocwall wall``: the wall of an operations centre, over the whole screen; it can change nothing."""

import argparse
import os
from pathlib import Path

from app.commands.engine_option import add_engine_argument
from app.commands.places import configured_inventory
from app.desktop.falls import Falls
from app.desktop.guard import guarded

NAME = "wall"
HELP = "the wall as a kiosk: full screen, no menu, no cursor, looks only; Ctrl-C or SIGTERM ends it"
# Beside these the classes of elements; tests compare them with the wall, which would bring Qt along.
PAGES = ("overview", "charts", "incidents", "errors", "checks", "network_map")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what may be chosen about the picture."""
    add_engine_argument(parser)
    add_picture_arguments(parser)
    parser.add_argument(
        "--screen",
        metavar="NAME",
        help="fill this screen, as xrandr names it (kept for the next start)",
    )
    parser.add_argument("--once", action="store_true", help="do not start the window again when it falls")


def add_picture_arguments(parser: argparse.ArgumentParser) -> None:
    """Add theme and page, as every command has them that draws the wall."""
    parser.add_argument("--theme", choices=("dark", "light", "high_contrast"), help="colours (default: dark)")
    parser.add_argument("--page", metavar="PAGE", help=f"first page: {', '.join(PAGES)}, or an element class")


def run(arguments: argparse.Namespace) -> int:
    """Run the kiosk. It starts the engine of its state folder where none runs and none is named."""
    falls = Falls(arguments.state)
    return guarded(falls, os.environ, lambda: _shell(arguments, falls), again=not arguments.once)


def _shell(arguments: argparse.Namespace, falls: Falls) -> int:
    from app import main

    return main.shell(
        role="wall",
        state=arguments.state,
        inventory=arguments.inventory or configured_inventory(),
        engine=Path(arguments.engine) if arguments.engine else None,
        theme=arguments.theme or "",
        page=arguments.page or "",
        screen=arguments.screen or "",
        falls=falls,
    )

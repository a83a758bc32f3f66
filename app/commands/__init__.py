"""The command line: one file a command; each has NAME, HELP, ``add_arguments`` and ``run``."""

import argparse
import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

from app import __version__
from app.commands.places import state_folder

# In the order of the help text. A module name is the command's name with "_" for "-".
COMMANDS = (
    "run",
    "wall",
    "engine",
    "demo",
    "check",
    "validate",
    "status",
    "alive",
    "incidents",
    "incident",
    "why",
    "ack",
    "release",
    "assign",
    "comment",
    "act",
    "tick",
    "fixed",
    "merge",
    "split",
    "silence",
    "maintenance",
    "mark",
    "recheck",
    "channels",
    "events",
    "rules",
    "snapshot",
    "schema",
    "secret",
)
# Ours alone: what the program calls itself with.
HIDDEN = ("load-inventory", "apprise-channel", "replay-history")

DESCRIPTION = """\
Nocwall watches servers, databases, APIs, game providers, payments and the network,
shows their state on a wall screen and in the tray, and sounds when somebody is needed."""

EPILOG = """\
Start here:
  nocwall run                          the wall on the built-in demo casino and this machine
  nocwall validate my.yaml             every error in an inventory, with its line and remedy
  nocwall run --inventory my.yaml      the wall on your own platform
  nocwall status                       what the running engine knows, as text
  nocwall why shop/login               why a check is shown, told or silent
  nocwall incidents                    what is open, worst first
  nocwall ack I-3                      take incident I-3

An inventory is one YAML file or a folder of them. Without --inventory the program uses
inventory.yaml in its configuration folder, and without that the demo.
'nocwall COMMAND --help' tells the rest of a command."""


class Command(Protocol):
    """What a command module offers."""

    NAME: str
    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own options."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Carry it out and return the exit code."""


def command(name: str) -> Command:
    """Return the module of a command."""
    return cast("Command", importlib.import_module(f"app.commands.{name.replace('-', '_')}"))


def make_parser(names: Sequence[str] = COMMANDS, hidden: Sequence[str] = HIDDEN) -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="nocwall",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"nocwall {__version__}")
    chosen = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND", required=True)
    for name in names:
        module = command(name)
        _add(chosen.add_parser(module.NAME, help=module.HELP, description=module.HELP), module)
    for name in hidden:
        module = command(name)
        _add(chosen.add_parser(module.NAME), module)
    return parser


def _add(parser: argparse.ArgumentParser, module: Command) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    places = parser.add_argument_group("places")
    places.add_argument(
        "--state",
        type=Path,
        metavar="DIR",
        default=state_folder(),
        help="folder of alerts, history and sockets (default: %(default)s)",
    )
    places.add_argument(
        "--inventory",
        type=Path,
        metavar="PATH",
        help="inventory file or folder (default: the configured one)",
    )
    module.add_arguments(parser)
    parser.set_defaults(module=module)

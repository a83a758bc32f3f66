"""``nocwall split``: make one incident two."""

import argparse

from app.commands.wishing import add_wish_arguments, wish
from app.model.intent import Split

NAME = "split"
HELP = "take targets or checks out of an open incident, into a new one"
EPILOG = """\
Example:
  nocwall split I-17 shop shop-db/tcp"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is wished."""
    add_wish_arguments(parser)
    parser.epilog = EPILOG
    parser.add_argument("what", metavar="ID", help="the incident, as I-17")
    parser.add_argument("part", nargs="+", metavar="PART", help="targets or checks to take out")


def run(arguments: argparse.Namespace) -> int:
    """Send the wish; it is printed when it is stored."""
    return wish(arguments, Split(what=arguments.what, part=tuple(arguments.part), who=arguments.who))

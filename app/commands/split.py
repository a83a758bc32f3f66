"""``nocwall split``: make one incident two."""

import argparse

from app.commands.agreed import add_agreed_arguments, agreed_wish
from app.model.intent import Split

NAME = "split"
HELP = "take targets or checks out of an open incident, into a new one"
EPILOG = """\
Example:
  nocwall split I-17 shop shop-db/tcp

It says what leaves and what stays, and asks; --yes does it unasked, which a script has to say."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is wished."""
    add_agreed_arguments(parser)
    parser.epilog = EPILOG
    parser.add_argument("what", metavar="ID", help="the incident, as I-17")
    parser.add_argument("part", nargs="+", metavar="PART", help="targets or checks to take out")


def run(arguments: argparse.Namespace) -> int:
    """Ask, then send the wish; it is printed when it is stored. 3 where it was not agreed to."""
    return agreed_wish(arguments, Split(what=arguments.what, part=tuple(arguments.part), who=arguments.who))

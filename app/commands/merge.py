"""``nocwall merge``: make incidents one."""

import argparse

from app.commands.agreed import add_agreed_arguments, agreed_wish
from app.model.intent import Merge

NAME = "merge"
HELP = "make other open incidents part of one; 'nocwall split' takes them out again"
EPILOG = """\
Example:
  nocwall merge I-17 I-18 I-19

It says what becomes of each and asks; --yes does it unasked, which a script has to say."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is wished."""
    add_agreed_arguments(parser)
    parser.epilog = EPILOG
    parser.add_argument("into", metavar="INTO", help="the incident that goes on, as I-17")
    parser.add_argument("what", nargs="+", metavar="ID", help="those that become part of it")


def run(arguments: argparse.Namespace) -> int:
    """Ask, then send the wish; it is printed when it is stored. 3 where it was not agreed to."""
    return agreed_wish(arguments, Merge(into=arguments.into, what=tuple(arguments.what), who=arguments.who))

"""``nocwall assign``: make somebody the owner."""

import argparse

from app.commands.wishing import add_wish_arguments, wish
from app.model.intent import Assign

NAME = "assign"
HELP = "make somebody the owner of an incident"
EPILOG = """\
Example:
  nocwall assign I-17 --to ann"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is wished."""
    add_wish_arguments(parser, what=True)
    parser.epilog = EPILOG
    parser.add_argument("--to", required=True, metavar="NAME", help="who is to have it")


def run(arguments: argparse.Namespace) -> int:
    """Send the wish; it is printed when it is stored."""
    return wish(arguments, Assign(what=arguments.what, to=arguments.to, who=arguments.who))

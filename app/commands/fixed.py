"""``nocwall fixed``: say that it is fixed."""

import argparse

from app.commands.wishing import add_wish_arguments, wish
from app.model.intent import Fixed

NAME = "fixed"
HELP = "say that an incident is fixed: it closes when that is proved"
EPILOG = """\
Example:
  nocwall fixed I-17 --comment "failed over to the second node"
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is wished."""
    add_wish_arguments(parser, what=True)
    parser.epilog = EPILOG
    parser.add_argument("--comment", default="", help="kept on the timeline")


def run(arguments: argparse.Namespace) -> int:
    """Send the wish; it is printed when it is stored."""
    return wish(arguments, Fixed(what=arguments.what, who=arguments.who, comment=arguments.comment))

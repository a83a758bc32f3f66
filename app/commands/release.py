"""``nocwall release``: give an incident back."""

import argparse

from app.commands.wishing import add_wish_arguments, wish
from app.model.intent import Release

NAME = "release"
HELP = "give back what somebody has: it needs someone again"
EPILOG = """\
Example:
  nocwall release I-17"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is wished."""
    add_wish_arguments(parser, what=True)
    parser.epilog = EPILOG


def run(arguments: argparse.Namespace) -> int:
    """Send the wish; it is printed when it is stored."""
    return wish(arguments, Release(what=arguments.what, who=arguments.who))

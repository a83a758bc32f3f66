"""``nocwall act``: what somebody did about it."""

import argparse

from app.commands.wishing import add_wish_arguments, wish
from app.model.intent import Act

NAME = "act"
HELP = "write down what you did about an incident"
EPILOG = """\
Example:
  nocwall act I-17 "restarted the gateway"
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is wished."""
    add_wish_arguments(parser, what=True)
    parser.epilog = EPILOG
    parser.add_argument("text", metavar="TEXT", help="one line")


def run(arguments: argparse.Namespace) -> int:
    """Send the wish; it is printed when it is stored."""
    return wish(arguments, Act(what=arguments.what, text=arguments.text, who=arguments.who))

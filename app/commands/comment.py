"""``nocwall comment``: a line in the timeline."""

import argparse

from app.commands.wishing import add_wish_arguments, wish
from app.model.intent import Comment

NAME = "comment"
HELP = "write a line into an incident's timeline, also of a closed one"
EPILOG = """\
Example:
  nocwall comment I-17 "the provider confirmed it, ticket 481"
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is wished."""
    add_wish_arguments(parser, what=True)
    parser.epilog = EPILOG
    parser.add_argument("text", metavar="TEXT", help="one line")


def run(arguments: argparse.Namespace) -> int:
    """Send the wish; it is printed when it is stored."""
    return wish(arguments, Comment(what=arguments.what, text=arguments.text, who=arguments.who))

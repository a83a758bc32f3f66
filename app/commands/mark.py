"""``nocwall mark``: a deployment, or whatever was done, in charts and event log."""

import argparse

from app.commands.wishing import add_wish_arguments, seconds, wish
from app.model.intent import PlaceMark

NAME = "mark"
HELP = "mark a moment in charts and in the event log: a deployment, a change of settings"
EPILOG = """\
Examples:
  nocwall mark "deploy 4.2"                                   of everything, now
  nocwall mark "deploy 4.2" --target wallet --target lobby    of these targets only
  nocwall mark "switched to the second line" --ago 10m --target gateway
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is wished."""
    add_wish_arguments(parser)
    parser.epilog = EPILOG
    parser.add_argument("text", metavar="TEXT", help="what was done, a few words")
    parser.add_argument(
        "--target", action="append", default=[], metavar="TARGET", help="to this target; may be repeated"
    )
    parser.add_argument(
        "--ago", type=seconds, default=0.0, metavar="TIME", help="it was done so long ago, as 10m"
    )


def run(arguments: argparse.Namespace) -> int:
    """Send the wish; it is printed when it is stored."""
    return wish(
        arguments,
        PlaceMark(text=arguments.text, who=arguments.who, targets=tuple(arguments.target), ago=arguments.ago),
    )

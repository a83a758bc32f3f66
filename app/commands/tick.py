"""``nocwall tick``: a step of the runbook."""

import argparse

from app.commands.wishing import add_wish_arguments, wish
from app.model.intent import Tick

NAME = "tick"
HELP = "tick a step of the runbook, or take the tick back"
EPILOG = """\
Example:
  nocwall tick I-17 2"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is wished."""
    add_wish_arguments(parser, what=True)
    parser.epilog = EPILOG
    parser.add_argument("step", metavar="STEP", help="its number from 1, or its text")
    parser.add_argument("--undo", action="store_true", help="it is not done after all")


def run(arguments: argparse.Namespace) -> int:
    """Send the wish; it is printed when it is stored."""
    done = not arguments.undo
    return wish(arguments, Tick(what=arguments.what, step=arguments.step, done=done, who=arguments.who))

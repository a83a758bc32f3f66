"""``nocwall ack``: take an incident."""

import argparse

from app.commands.wishing import add_wish_arguments, seconds, wish
from app.model.intent import Acknowledge

NAME = "ack"
HELP = "take an incident: its tone stops and the wall shows who has it"
EPILOG = """\
Examples:
  nocwall ack I-3
  nocwall ack paygrove --for 2h --comment "the provider works on it"
  nocwall ack I-3 --sticky                keep it even if it gets worse"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is taken, for how long, and why."""
    add_wish_arguments(parser, what=True)
    parser.epilog = EPILOG
    parser.add_argument("--comment", default="", help="kept on the incident's timeline")
    parser.add_argument("--sticky", action="store_true", help="keep it even if it gets worse")
    parser.add_argument(
        "--for", dest="lasts", type=seconds, default=0.0, metavar="TIME", help="then it needs someone again"
    )


def run(arguments: argparse.Namespace) -> int:
    """Send the wish; it is printed when it is stored."""
    taken = Acknowledge(
        what=arguments.what,
        who=arguments.who,
        comment=arguments.comment,
        sticky=arguments.sticky,
        seconds=arguments.lasts,
    )
    return wish(arguments, taken)

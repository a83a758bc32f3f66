"""``nocwall recheck``: run checks now."""

import argparse

from app.commands.engine_link import asked, with_engine
from app.commands.engine_option import add_engine_argument
from app.link.client import LinkClient
from app.model.intent import Recheck

NAME = "recheck"
HELP = "run one check, all checks of a target, or all checks now"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is to be run."""
    add_engine_argument(parser)
    parser.add_argument(
        "what", metavar="WHAT", nargs="?", default="", help="check (target/check) or target (default: all)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Send the wish and print what the engine does with it."""

    async def talk(client: LinkClient) -> int:
        answer = await asked(client, Recheck(what=arguments.what))
        print(answer.text)
        return 0

    return with_engine(arguments, talk)

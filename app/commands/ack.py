"""``nocwall ack``: take an incident."""

import argparse
import getpass

from app.commands.engine_link import add_engine_argument, asked, with_engine
from app.link.client import LinkClient
from app.model.intent import Acknowledge

NAME = "ack"
HELP = "take an incident: its tone stops and the wall shows who has it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is taken, by whom, and why."""
    add_engine_argument(parser)
    parser.add_argument("what", metavar="WHAT", help="incident (I-3), check (target/check) or target")
    parser.add_argument("--who", default=getpass.getuser(), help="name to show (default: %(default)s)")
    parser.add_argument("--comment", default="", help="kept on the incident's timeline")


def run(arguments: argparse.Namespace) -> int:
    """Send the wish; it is printed when it is stored."""

    async def talk(client: LinkClient) -> int:
        wish = Acknowledge(what=arguments.what, who=arguments.who, comment=arguments.comment)
        answer = await asked(client, wish)
        print(answer.text)
        return 0

    return with_engine(arguments, talk)

"""Wishes that somebody agrees to first, after reading what would come about."""

import argparse
import shlex
import sys

from app.commands.engine_link import asked, with_engine
from app.commands.wishing import NOT_SURE, add_wish_arguments, confirmed, said
from app.link.client import LinkClient
from app.model.foreseen import Foreseen
from app.model.intent import Merge, Split
from app.model.message import AskForeseen


def add_agreed_arguments(parser: argparse.ArgumentParser) -> None:
    """Add who wishes it, the form of the outcome, and that nobody is to be asked."""
    add_wish_arguments(parser)
    parser.add_argument("--yes", action="store_true", help="do it without asking")


def agreed_wish(arguments: argparse.Namespace, wish: Merge | Split) -> int:
    """Say what a wish comes to, ask, and send it; 3 where it was not agreed to.

    The link is closed while somebody thinks: the engine takes a client that is silent for one that died.
    """
    if not arguments.yes:
        found: list[Foreseen] = []

        async def foresee(client: LinkClient) -> int:
            answer = await asked(client, AskForeseen(wish=wish))
            found.extend([answer.foreseen] if answer.foreseen is not None else [])
            return 0

        if code := with_engine(arguments, foresee):
            return code
        if not all(_agrees(each) for each in found):
            return NOT_SURE

    async def talk(client: LinkClient) -> int:
        answer = await said(client, wish, as_json=arguments.json)
        if answer.back and not arguments.json:
            print("To take it back:")
            print("\n".join(f"  {command_of(each)}" for each in answer.back))
        return 0

    return with_engine(arguments, talk)


def foreseen_lines(foreseen: Foreseen) -> list[str]:
    """Return what would come about, a line each."""
    lines = []
    for each in foreseen.consequences:
        name = f": {each.name.plain()}" if each.name.template else ""
        lines.append(f"  {each.text.plain()}{name}")
    return lines


def command_of(wish: Merge | Split) -> str:
    """Return the command that wishes it."""
    words = ("merge", wish.into, *wish.what) if isinstance(wish, Merge) else ("split", wish.what, *wish.part)
    return shlex.join(("nocwall", *words))


def _agrees(foreseen: Foreseen) -> bool:
    if sys.stdin.isatty():
        print("\n".join(foreseen_lines(foreseen)))
    return confirmed(foreseen.question.plain().rstrip("?"), yes=False)

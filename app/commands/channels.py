"""``nocwall channels``: the outside channels, and a test of one of them."""

import argparse
import getpass
import json
from typing import Any

from app.commands.engine_link import asked, with_engine
from app.commands.engine_option import add_engine_argument
from app.commands.plain_form import VERSION, moment_text
from app.link.client import LinkClient
from app.model.channel_view import ChannelView
from app.model.intent import TestChannel
from app.model.message import AskChannels
from app.model.phrase import foreign
from app.model.quantity import age

NAME = "channels"
HELP = "the outside channels with their state, or a test of one: channels test ID"
_HEAD = ("ID", "KIND", "ADDRESS", "TOLD FROM", "STATE", "LAST DELIVERY", "WAITING", "GIVEN UP")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is to be done."""
    add_engine_argument(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object (docs/json.md)")
    what = parser.add_subparsers(dest="what", metavar="test ID")
    test = what.add_parser("test", help="send a test now and say what became of it")
    test.add_argument("id", metavar="ID", help="a channel of the inventory")
    test.add_argument("--who", default=getpass.getuser(), help="name in the test (default: %(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Print the channels, or the outcome of a test; 1 where it did not arrive."""

    async def test(client: LinkClient) -> int:
        answer = await asked(client, TestChannel(channel=arguments.id, who=arguments.who))
        print(answer.text)
        return 0

    async def show(client: LinkClient) -> int:
        views = (await asked(client, AskChannels())).channels
        if arguments.json:
            form = {"version": VERSION, "channels": [channel_form(view) for view in views]}
            print(json.dumps(form, ensure_ascii=False))
        else:
            _print(views)
        return 0

    return with_engine(arguments, test if arguments.what == "test" else show)


def channel_form(view: ChannelView) -> dict[str, Any]:
    """Return one channel in the stable JSON form."""
    return {
        "id": view.id,
        "kind": view.kind,
        "scheme": view.scheme,
        "min_severity": view.min_severity,
        "state": view.state.value,
        "delivered": moment_text(view.delivered),
        "failed": moment_text(view.failed),
        "why": view.why,
        "waiting": view.waiting,
        "waiting_for": round(view.waiting_for, 3),
        "undelivered": view.undelivered,
    }


def _print(views: tuple[ChannelView, ...]) -> None:
    if not views:
        print("No outside channel is set up. See 'channels' in docs/reference.md.")
        return
    rows = [_HEAD, *(_row(view) for view in views)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    for view in views:
        if view.why:
            print(f"{view.id}: {foreign(view.why)}")


def _row(view: ChannelView) -> tuple[str, ...]:
    waiting = f"{view.waiting} for {age(view.waiting_for)}" if view.waiting else "0"
    return (
        view.id,
        view.kind,
        f"{view.scheme}://" if view.scheme else "?",
        view.min_severity,
        view.state.value,
        moment_text(view.delivered) or "none since the start",
        waiting,
        str(view.undelivered),
    )

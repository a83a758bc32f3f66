"""``nocwall events``: what happened, and what was told or withheld and why."""

import argparse
import json
import sys
from typing import Any

import msgspec

from app.commands.engine_link import add_engine_argument, asked, engine, guarded
from app.commands.plain_form import moment_text, phrase_text
from app.link.client import LinkClient
from app.model.event import Event
from app.model.message import AskEvents, EventPush

NAME = "events"
HELP = "state changes, alerts, incidents, notices told and withheld with their reasons"

COLUMNS = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the form and the range."""
    add_engine_argument(parser)
    parser.add_argument("--follow", action="store_true", help="go on as things happen")
    parser.add_argument("--json", action="store_true", help="one JSON object a line (docs/json.md)")
    parser.add_argument("--after", type=int, metavar="ID", default=0, help="only events with a higher id")
    parser.add_argument(
        "--last",
        type=int,
        metavar="N",
        default=200,
        help="at most the newest N kept events (default: %(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print kept events, then follow if asked."""

    async def session() -> int:
        async with engine(arguments, follow=arguments.follow) as client:
            seen = _print_all(await _kept(client, arguments), arguments.json, arguments.after)
            if arguments.follow:
                async for push in client:
                    if isinstance(push, EventPush):
                        seen = _print_all(push.events, arguments.json, seen)
        # Following ends only when the engine goes.
        return 1 if arguments.follow else 0

    return guarded(arguments, session)


async def _kept(client: LinkClient, arguments: argparse.Namespace) -> tuple[Event, ...]:
    answer = await asked(client, AskEvents(after=arguments.after, limit=max(1, arguments.last)))
    return answer.events[-arguments.last :] if arguments.last > 0 else ()


def _print_all(events: tuple[Event, ...], as_json: bool, seen: int) -> int:
    """Print events newer than ``seen`` and return the newest id (kept and pushed ones may overlap)."""
    for event in events:
        if event.id > seen:
            seen = event.id
            sys.stdout.write(json.dumps(event_form(event)) if as_json else _line(event))
            sys.stdout.write("\n")
    sys.stdout.flush()
    return seen


def event_form(event: Event) -> dict[str, Any]:
    """Return an event in the documented JSON form (docs/json.md)."""
    return {
        "id": event.id,
        "at": moment_text(event.at),
        "kind": event.kind.value,
        "subject": event.subject,
        "what": event.what,
        "reason": event.reason,
        "text": phrase_text(event.text),
        "data": msgspec.to_builtins(event.data),
    }


def _line(event: Event) -> str:
    at = moment_text(event.at)
    reason = f" ({event.reason})" if event.reason else ""
    text = phrase_text(event.text)
    return f"{at}  {event.kind.value:<8}  {event.subject}  {event.what}{reason}" + (
        f"  {text}" if text else ""
    )

"""``nocwall events``: what happened, and what was told or withheld and why."""

import argparse
import json
import sys
from collections import deque
from collections.abc import Sequence
from typing import Any

import msgspec

from app.commands.engine_link import asked, engine, guarded
from app.commands.engine_option import add_engine_argument
from app.commands.plain_form import moment_text, phrase_text
from app.commands.wishing import seconds
from app.link.client import LinkClient
from app.model.event import Event, EventKind
from app.model.event_words import happened
from app.model.message import AskEvents, EventPush

NAME = "events"
EPILOG = """\
Examples:
  nocwall events --since 2h --kind incident,notice      what was told in the last two hours, and what was not
  nocwall events --follow --json --kind alert           each step of an alert as it happens
  nocwall events --subject I-17                         all that is on record of one incident"""
HELP = "state changes, alerts, incidents, notices told and withheld with their reasons"

_LAST = 200
_ALL = 50_000
_PAGE = 2_000
_AT_ONCE = 5_000  # that one answer carries


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the form and the range."""
    add_engine_argument(parser)
    parser.epilog = EPILOG
    parser.add_argument("--follow", action="store_true", help="go on as things happen")
    parser.add_argument("--json", action="store_true", help="one JSON object a line (docs/json.md)")
    parser.add_argument("--after", type=int, metavar="ID", default=0, help="only events with a higher id")
    parser.add_argument(
        "--last",
        type=int,
        metavar="N",
        help="at most the newest N kept events (default: 200; with --since all)",
    )
    parser.add_argument("--since", type=seconds, metavar="TIME", help="only what happened in so long, as 2h")
    parser.add_argument(
        "--kind", type=_kinds, default=(), metavar="KINDS", help=f"only these: {', '.join(EventKind)}"
    )
    parser.add_argument("--subject", default="", metavar="NAME", help="only of this check or incident")


def run(arguments: argparse.Namespace) -> int:
    """Print kept events, then follow if asked."""
    wanted = _Wanted(arguments)

    async def session() -> int:
        async with engine(arguments, follow=arguments.follow) as client:
            wanted.now = client.welcome.now.wall
            seen = _print_all(await _kept(client, wanted), wanted)
            wanted.seen = max(wanted.seen, seen)
            if arguments.follow:
                async for push in client:
                    if isinstance(push, EventPush):
                        wanted.seen = _print_all(push.events, wanted)
        # Following ends only when the engine goes.
        return 1 if arguments.follow else 0

    return guarded(arguments, session)


class _Wanted:
    """Which events are printed, and how."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.as_json: bool = arguments.json
        self.seen: int = arguments.after  # the newest id that was looked at
        self.since: float | None = arguments.since
        self.last: int | None = arguments.last
        self.now = 0.0
        self._kinds = frozenset(arguments.kind)
        self._subject = arguments.subject.casefold()

    @property
    def whole(self) -> bool:
        """Whether nothing is left out but what is older."""
        return self.since is None and not self._kinds and not self._subject

    def __call__(self, event: Event) -> bool:
        if self._kinds and event.kind not in self._kinds:
            return False
        if self.since is not None and event.at.wall < self.now - self.since:
            return False
        return not self._subject or self._is_of(event)

    def _is_of(self, event: Event) -> bool:
        names = (
            event.subject,
            event.subject.partition(":")[0],
            event.data.get("incident"),
            event.data.get("target"),
        )
        return self._subject in (str(name).casefold() for name in names if name)


async def _kept(client: LinkClient, wanted: _Wanted) -> list[Event]:
    """Return the kept events that are wanted, read page by page; the newest of them where they are many."""
    last = (_LAST if wanted.since is None else _ALL) if wanted.last is None else wanted.last
    found: deque[Event] = deque(maxlen=max(0, last))
    if wanted.whole and last <= _AT_ONCE:
        return list(
            (await asked(client, AskEvents(after=wanted.seen, limit=max(1, last), newest=True))).events
        )[:last]
    after, more = wanted.seen, last > 0
    while more:
        page = (await asked(client, AskEvents(after=after, limit=_PAGE))).events
        found.extend(event for event in page if wanted(event))
        more = len(page) == _PAGE
        after = page[-1].id if page else after
    return list(found)


def _print_all(events: Sequence[Event], wanted: _Wanted) -> int:
    """Print those that are wanted and new, for kept and pushed ones may overlap; return the newest id."""
    seen = wanted.seen
    for event in events:
        if event.id > seen:
            seen = event.id
            if wanted(event):
                sys.stdout.write(json.dumps(event_form(event)) if wanted.as_json else _line(event))
                sys.stdout.write("\n")
    sys.stdout.flush()
    return seen


def _kinds(text: str) -> tuple[EventKind, ...]:
    try:
        return tuple(EventKind(word.strip()) for word in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: the kinds are {', '.join(EventKind)}") from None


def event_form(event: Event) -> dict[str, Any]:
    """Return an event in the documented JSON form (docs/json.md)."""
    return {
        "id": event.id,
        "at": moment_text(event.at),
        "kind": event.kind.value,
        "subject": event.subject,
        "what": event.what,
        "reason": event.reason,
        "text": phrase_text(happened(event)),
        "data": msgspec.to_builtins(event.data),
    }


def _line(event: Event) -> str:
    at = moment_text(event.at)
    reason = f" ({event.reason})" if event.reason else ""
    text = phrase_text(happened(event))
    return f"{at}  {event.kind.value:<8}  {event.subject}  {event.what}{reason}  {text}"

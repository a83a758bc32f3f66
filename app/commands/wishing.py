"""What commands have in common that wish something of the engine: who, the wish, its outcome."""

import argparse
import getpass
import json
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta

from app.commands.engine_link import asked, with_engine
from app.commands.engine_option import add_engine_argument
from app.commands.plain_form import VERSION
from app.link.client import LinkClient
from app.model.intent import Intent
from app.model.message import Answer

NOT_SURE = 3


def add_wish_arguments(parser: argparse.ArgumentParser, *, what: bool = False) -> None:
    """Add who wishes it, and the form of the outcome; ``what``: which incidents are meant."""
    add_engine_argument(parser)
    if what:
        parser.add_argument("what", metavar="WHAT", help="incident (I-17), check (target/check) or target")
    parser.add_argument("--who", default=getpass.getuser(), help="name to show (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print one JSON object (docs/json.md)")


def wish(arguments: argparse.Namespace, *intents: Intent) -> int:
    """Send wishes, one after another; each outcome is printed when it is stored. 1 where one was refused."""

    async def talk(client: LinkClient) -> int:
        for intent in intents:
            await said(client, intent, as_json=arguments.json)
        return 0

    return with_engine(arguments, talk)


async def said(client: LinkClient, intent: Intent, *, as_json: bool) -> Answer:
    """Send a wish and print its outcome; a refusal is said and ends the command with 1."""
    answer = await asked(client, intent)
    print(json.dumps({"version": VERSION, "text": answer.text}) if as_json else answer.text)
    return answer


def confirmed(question: str, *, yes: bool) -> bool:
    """Return whether somebody at the terminal agrees; without one only ``--yes`` does."""
    if yes:
        return True
    if not sys.stdin.isatty():
        sys.stderr.write(f"nocwall: {question}: nobody is there to be asked; say --yes to do it\n")
        return False
    try:
        return input(f"{question}. Do it? [y/N] ").strip().casefold() in {"y", "yes"}
    except EOFError:  # Ctrl-D is no yes
        print()
        return False


def seconds(text: str) -> float:
    """Return the seconds of ``30m``, ``2h`` or ``1d``, for argparse."""
    from app.inventory.text.units import duration

    found = duration(text)
    if found is None or found <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no duration: write 30m, 2h or 1d")
    return found


def _here() -> datetime:
    return datetime.now().astimezone()


def moment_reader(now: Callable[[], datetime] = _here) -> Callable[[str], float]:
    """Return what reads a time in this machine's zone for argparse: 02:30, tomorrow 02:30, date and time.

    A time of day alone is the next one that comes.
    """

    def read(text: str) -> float:
        here = now()
        words = text.strip().casefold().split()
        try:
            if len(words) == 1 and ":" in words[0] and "-" not in words[0]:
                found = _on(here.date(), words[0])
                return found if found > here.timestamp() else _on(_next_day(here.date()), words[0])
            if words and words[0] in {"today", "tomorrow"}:
                day = here.date() if words[0] == "today" else _next_day(here.date())
                return _on(day, words[1] if len(words) > 1 else "00:00")
            return datetime.fromisoformat(text.strip()).astimezone(None).timestamp()
        except (ValueError, IndexError, OverflowError, OSError):
            raise argparse.ArgumentTypeError(
                f"{text!r} is no time: write 02:30, 'tomorrow 02:30' or '2026-11-26 02:30'"
            ) from None

    return read


def _next_day(day: date) -> date:
    return day + timedelta(days=1)


def _on(day: date, clock: str) -> float:
    # The machine's zone by its rules of that day, not by the offset that counts today.
    return datetime.fromisoformat(f"{day.isoformat()} {clock.zfill(5)}").astimezone().timestamp()


def clock_text(wall: float) -> str:
    """Return a time in this machine's zone; the day where it is not today."""
    at = datetime.fromtimestamp(wall).astimezone()
    return at.strftime("%H:%M" if at.date() == datetime.now().astimezone().date() else "%d %b %H:%M")

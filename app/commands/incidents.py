"""``nocwall incidents``: what is wrong, what was, and how long it took."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

import msgspec

from app.commands.engine_link import NOT_RUNNING, asked, with_engine
from app.commands.engine_option import add_engine_argument
from app.commands.incident_text import incident_line
from app.commands.plain_form import VERSION, incident_form
from app.commands.wishing import seconds
from app.link.address import socket_path
from app.link.client import LinkClient
from app.model.event import Event
from app.model.figures import Figures
from app.model.incident import Incident
from app.model.message import Answer, AskBooks, AskEvents, AskFigures, AskIncidents
from app.model.phrase import foreign
from app.model.quantity import age
from app.model.stored import Stored
from app.model.target import ElementClass
from app.replay.verify import Verified, compared

NAME = "incidents"
HELP = "open incidents, closed ones, and how long it takes to notice, to react and to repair"
EPILOG = """\
Examples:
  nocwall incidents                                   what is open, worst first
  nocwall incidents --closed --since 7d --target paygrove
  nocwall incidents --figures --since 30d             MTTD, MTTA, MTTR, MTBF
  nocwall incidents --figures --class payment --label region=eu

'nocwall incident I-17' tells all of one of them."""
_PAGE = 1_000
_WEEK = 7 * 86_400.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add which ones, and the form."""
    add_engine_argument(parser)
    parser.epilog = EPILOG
    add = parser.add_argument
    add("--closed", action="store_true", help="those that are over, newest first")
    add("--since", type=seconds, metavar="TIME", help="not over for longer than so (--closed: 7d)")
    add("--target", default="", metavar="WHAT", help="only of this target or check")
    add("--last", type=int, default=500, metavar="N", help="at most so many (default: %(default)s)")
    add("--figures", action="store_true", help="how long it takes, of those that began since then")
    add("--class", dest="element", choices=list(ElementClass), help="figures of one class")
    add("--label", default="", metavar="LABEL=VALUE", help="figures of targets with this label")
    add("--verify", action="store_true", help="whether the event log tells the same as the books")
    add("--json", action="store_true", help="print one JSON object (docs/json.md)")


def run(arguments: argparse.Namespace) -> int:
    """Print them; with --verify 1 where the event log tells something else."""
    if arguments.verify:
        return _verify(arguments)

    async def talk(client: LinkClient) -> int:
        answer = await asked(client, _question(arguments))
        now = client.welcome.now
        if arguments.json:
            print(json.dumps(_form(answer, figures=arguments.figures), indent=1))
        elif arguments.figures:
            print("\n".join(figures_lines(answer.figures or Figures())))
        else:
            nothing = "No incident is on record." if arguments.closed else "No incident is open."
            print("\n".join(incident_line(each, now) for each in answer.incidents) or nothing)
        return 0

    return with_engine(arguments, talk)


def _question(arguments: argparse.Namespace) -> AskIncidents | AskFigures:
    back = arguments.since or (_WEEK if arguments.closed else 0.0)
    since = time.time() - back if back else 0.0
    if arguments.figures:
        element = ElementClass(arguments.element) if arguments.element else None
        return AskFigures(since=since, label=arguments.label, element=element)
    return AskIncidents(closed=arguments.closed, since=since, limit=arguments.last, what=arguments.target)


def _form(answer: Answer, *, figures: bool) -> dict[str, Any]:
    if figures:
        return {"version": VERSION, "figures": figures_form(answer.figures or Figures())}
    return {"version": VERSION, "incidents": incidents_form(answer.incidents)}


def _verify(arguments: argparse.Namespace) -> int:
    """Compare by way of the engine that runs, for it alone may read its file; else in the file."""
    if arguments.engine or socket_path(arguments.state).exists():
        return with_engine(arguments, lambda client: _verify_living(client, arguments))
    path = arguments.state / "state.db"
    if not path.exists():
        sys.stderr.write(
            f"nocwall incidents: nothing is recorded in {arguments.state}: name it with --state\n"
        )
        return NOT_RUNNING
    from app.history.damage import Damaged, Refused
    from app.history.verify import verified

    try:
        return _say(verified(path), arguments)
    except (Damaged, Refused) as problem:
        sys.stderr.write(f"nocwall incidents: {problem}\n")
        return NOT_RUNNING


async def _verify_living(client: LinkClient, arguments: argparse.Namespace) -> int:
    stored = (await asked(client, AskBooks())).books or Stored()
    events: list[Event] = []
    while not events or events[-1].id < stored.newest:
        after = events[-1].id if events else 0
        page = (await asked(client, AskEvents(after=after, limit=_PAGE))).events
        if not page:
            break
        events += page
    return _say(compared(stored, events), arguments)


def _say(found: Verified, arguments: argparse.Namespace) -> int:
    if arguments.json:
        print(json.dumps({"version": VERSION} | msgspec.to_builtins(found)))
    else:
        print("\n".join(_verified_lines(found)))
    return 1 if found.differences else 0


def _verified_lines(found: Verified) -> list[str]:
    kept = f"{found.events} events tell of {found.alerts} alerts and {found.incidents} open incidents"
    lines = [f"{kept}: {'the same as the books' if not found.differences else 'NOT the same as the books'}"]
    if not found.sure:
        lines.append("The log begins without a snapshot: what is older is not known to it")
    return lines + [f"  {foreign(difference)}" for difference in found.differences]


def incidents_form(incidents: Sequence[Incident]) -> list[dict[str, Any]]:
    """Return incidents in the stable JSON form."""
    return [incident_form(each) for each in incidents]


def figures_form(figures: Figures) -> dict[str, Any]:
    """Return the figures in the stable JSON form; seconds."""
    return {
        "count": figures.count,
        "closed": figures.closed,
        "unacknowledged": figures.unacknowledged,
        "mttd": figures.detect,
        "mtta": figures.acknowledge,
        "mttr": figures.repair,
        "mtbf": figures.between,
        "targets": [
            {"target": each.target, "count": each.count, "mtbf": each.between} for each in figures.targets
        ],
    }


def figures_lines(figures: Figures) -> list[str]:
    """Return the figures as text."""
    if not figures.count:
        return ["No incident is on record for that time."]
    open_ones = figures.count - figures.closed
    return [
        f"{figures.count} incidents, {open_ones} of them open, {figures.unacknowledged} taken by nobody",
        f"  until noticed    {_mean(figures.detect)}  (MTTD: from the first bad result to its confirmation)",
        f"  until taken      {_mean(figures.acknowledge)}  (MTTA: from there until somebody took it)",
        f"  until repaired   {_mean(figures.repair)}  (MTTR: from the first bad result to its proved end)",
        f"  between two      {_mean(figures.between)}  (MTBF)",
        *[
            f"  {foreign(each.target):<24} {each.count:>4}  each {_mean(each.between).strip()}"
            for each in figures.targets
        ],
    ]


def _mean(value: float | None) -> str:
    return f"{'-' if value is None else age(value):>10}"

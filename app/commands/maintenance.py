"""``nocwall maintenance``: work that is planned, so that what fails then is no news."""

import argparse
import json
import sys
from typing import Any

import msgspec

from app.commands.engine_link import asked, with_engine
from app.commands.engine_option import add_engine_argument
from app.commands.plain_form import VERSION, moment_text
from app.commands.silence import matchers
from app.commands.wishing import add_wish_arguments, clock_text, moment_reader, seconds, wish
from app.link.client import LinkClient
from app.model.intent import EndMaintenance, PlanMaintenance
from app.model.maintenance import Fixed, Flexible, Plan, Recurring
from app.model.message import AskMaintenance
from app.model.phrase import foreign
from app.model.suppression_view import MaintenanceView

NAME = "maintenance"
HELP = "plan work, so that what fails then is no news: maintenance add, list, end"
EPILOG = """\
Examples:
  nocwall maintenance add target=core-db --for 2h --reason "version 17"                 from now on
  nocwall maintenance add target=core-db --start '2026-11-26 02:00' --for 2h --reason x   once
  nocwall maintenance add target=core-db --start 01:00 --end 05:00 --for 30m --flexible --reason x
                                        half an hour from the first failure between one and five
  nocwall maintenance add element=database --at 02:00 --for 1h --days sat,sun --reason backup
  nocwall maintenance list
  nocwall maintenance end M-2

Times without a zone are this machine's; a recurring window begins at that time of the wall's zone, also
across a change to summer time. Work that recurs for years stands better in the inventory."""
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is to be done."""
    parser.epilog = EPILOG
    chosen = parser.add_subparsers(dest="what", metavar="add|list|end", required=True)
    add = chosen.add_parser("add", help="plan a window")
    add_wish_arguments(add)
    add.add_argument("matchers", nargs="+", metavar="MATCHER", help="as target=core-db")
    add.add_argument("--reason", default="", help="why; whoever comes after you reads it")
    add.add_argument("--for", dest="lasts", type=seconds, metavar="TIME", help="how long, as 2h")
    when = moment_reader()
    add.add_argument(
        "--start", type=when, metavar="WHEN", help="as 02:30 or '2026-11-26 02:30' (default: now)"
    )
    add.add_argument("--end", type=when, metavar="WHEN", help="instead of --for; of --flexible: its frame")
    add.add_argument("--flexible", action="store_true", help="begins with the first failure in the frame")
    add.add_argument("--at", type=_time_of_day, metavar="HH:MM", help="recurring, at this time of day")
    add.add_argument("--days", type=_days, default=(), metavar="DAYS", help="mon,tue … (default: each day)")
    add.add_argument("--month-days", type=_numbers, default=(), metavar="N", help="1,15,-1 (-1: the last)")
    add.add_argument("--nth", type=_numbers, default=(), metavar="N", help="only the n-th such weekday")
    add.add_argument("--every-weeks", type=int, default=1, metavar="N", help="each n-th week from --first on")
    add.add_argument("--first", default="", metavar="DATE", help="not before this day")
    add.add_argument("--last", default="", metavar="DATE", help="not after this day")
    listed = chosen.add_parser("list", help="all windows, those of the inventory too")
    add_engine_argument(listed)
    listed.add_argument("--json", action="store_true", help="print one JSON object (docs/json.md)")
    end = chosen.add_parser("end", help="take a window back; of one of the inventory, end what runs now")
    add_wish_arguments(end)
    end.add_argument("id", metavar="ID", help="as M-2, or its name in the inventory")


def run(arguments: argparse.Namespace) -> int:
    """Do it; 2 for what cannot be."""
    match arguments.what:
        case "add":
            return _add(arguments)
        case "end":
            return wish(arguments, EndMaintenance(what=arguments.id, who=arguments.who))
        case _:
            return _list(arguments)


def _add(arguments: argparse.Namespace) -> int:
    meant = matchers(arguments.matchers)
    try:
        plan = _plan(arguments)
    except (ValueError, msgspec.ValidationError) as error:
        sys.stderr.write(f"nocwall maintenance: {error}\n")
        return 2
    planned = PlanMaintenance(
        matchers=meant,
        who=arguments.who,
        reason=arguments.reason,
        plan=plan,
        seconds=arguments.lasts or 0.0,
    )
    return wish(arguments, planned)


def _plan(arguments: argparse.Namespace) -> Plan | None:
    """Return the plan, None for one from now on; raises ``ValueError`` for what does not go together."""
    start, end, lasts = arguments.start, arguments.end, arguments.lasts
    if arguments.at is not None:
        return _recurring(arguments)
    if arguments.days or arguments.month_days or arguments.nth:
        raise ValueError("days are those of a recurring window: say --at 02:00 too")
    if arguments.flexible:
        if start is None or end is None or lasts is None:
            raise ValueError("a flexible window needs --start and --end of its frame, and --for")
        return Flexible(start=start, end=end, lasts=lasts)
    if lasts is None and end is None:
        raise ValueError("say how long: --for 2h, or --end '2026-11-26 04:00'")
    if lasts is not None and end is not None:
        raise ValueError("say either --for or --end")
    if start is None and end is None:
        return None
    import time

    begin = time.time() if start is None else start
    return Fixed(start=begin, end=begin + lasts if end is None else end)


def _recurring(arguments: argparse.Namespace) -> Recurring:
    if arguments.lasts is None or arguments.start is not None or arguments.end is not None:
        raise ValueError("a recurring window needs --at and --for, and neither --start nor --end")
    wished = {
        "at": arguments.at,
        "lasts": arguments.lasts,
        "weekdays": arguments.days,
        "month_days": arguments.month_days,
        "nth": arguments.nth,
        "every_weeks": arguments.every_weeks,
        "first": arguments.first,
        "last": arguments.last,
    }
    return msgspec.convert(wished | {"type": "recurring"}, Recurring)


def _list(arguments: argparse.Namespace) -> int:
    async def talk(client: LinkClient) -> int:
        views = (await asked(client, AskMaintenance())).maintenance
        if arguments.json:
            form = {"version": VERSION, "maintenance": [maintenance_form(view) for view in views]}
            print(json.dumps(form, indent=1))
        else:
            print("\n".join(map(maintenance_line, views)) or "No maintenance is planned.")
        return 0

    return with_engine(arguments, talk)


def maintenance_form(view: MaintenanceView) -> dict[str, Any]:
    """Return one window in the stable JSON form."""
    return {
        "id": view.id,
        "matchers": view.matchers,
        "who": view.who or None,
        "reason": view.reason,
        "kind": view.kind,
        "listed": view.listed,
        "active": view.active,
        "starts": moment_text(view.starts),
        "until": moment_text(view.until),
        "hides": view.hides,
    }


def maintenance_line(view: MaintenanceView) -> str:
    """Return one window as a line."""
    until = clock_text(view.until.wall) if view.until else "-"
    if view.active:
        when = f"lasts until {until}"
    elif view.starts is not None:
        when = f"from {clock_text(view.starts.wall)} until {until}"
    else:
        when = "never again"
    checks = f"{view.hides} check{'s' if view.hides != 1 else ''}"
    who = f"  {foreign(view.who)}" if view.who else ""
    reason = f": {foreign(view.reason)}" if view.reason else ""
    return f"{foreign(view.id):<6} {view.kind:<9} {foreign(view.matchers)}  {when}, {checks}{who}{reason}"


def _time_of_day(text: str) -> int:
    """Return the minutes after midnight."""
    hours, _, minutes = text.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal() and int(hours) < 24 and int(minutes) < 60):
        raise argparse.ArgumentTypeError(f"{text!r} is no time of day: write 02:30")
    return int(hours) * 60 + int(minutes)


def _days(text: str) -> tuple[int, ...]:
    words = [word.strip().casefold()[:3] for word in text.split(",")]
    if strange := [word for word in words if word not in _DAYS]:
        raise argparse.ArgumentTypeError(f"{strange[0]!r} is no day of the week: write {','.join(_DAYS)}")
    return tuple(sorted({_DAYS.index(word) for word in words}))


def _numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(word) for word in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no list of numbers: write 1,15 or -1") from None

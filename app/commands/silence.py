"""``nocwall silence``: what nobody is to be told of for a while."""

import argparse
import json
from typing import Any

from app.commands.engine_link import asked, with_engine
from app.commands.engine_option import add_engine_argument
from app.commands.plain_form import VERSION, moment_text
from app.commands.wishing import NOT_SURE, add_wish_arguments, clock_text, confirmed, seconds, wish
from app.link.client import LinkClient
from app.model.board import Board
from app.model.intent import EndSilence, MakeSilence
from app.model.matcher import Matchers, matchers_of
from app.model.message import AskPreview, AskSilences, AskStatus
from app.model.phrase import foreign
from app.model.quantity import age
from app.model.suppression_view import Preview, SilenceView

NAME = "silence"
HELP = "tell nobody of what matches, for a while: silence add, list, end, extend"
EPILOG = """\
Examples:
  nocwall silence add target=paygrove --for 2h --reason "provider works on it, ticket 481"
  nocwall silence add element=payment 'error=~"timeout-.*"' --for 30m --reason deploy --when-clear
  nocwall silence add target=paygrove --for 2h --reason x --dry-run     what it would hide now
  nocwall silence list
  nocwall silence extend S-3 --for 1h
  nocwall silence end S-3

Measuring goes on, what is silenced is shown as silenced and not as good, and the end of a problem that was
told is told. Matchers are label=value, !=, =~ and !~; all must hold. Labels: target, check, element, rule,
level, error, metric, severity, and those of the target."""
_LARGE = 0.5  # a silence over more than this share of all checks is asked about


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is to be done."""
    parser.epilog = EPILOG
    chosen = parser.add_subparsers(dest="what", metavar="add|list|end|extend", required=True)
    add = chosen.add_parser("add", help="make a silence")
    add_wish_arguments(add)
    add.add_argument("matchers", nargs="+", metavar="MATCHER", help="as target=paygrove")
    add.add_argument("--for", dest="lasts", type=seconds, required=True, metavar="TIME", help="as 2h")
    add.add_argument("--reason", default="", help="why; whoever comes after you reads it")
    add.add_argument("--in", dest="starts_in", type=seconds, default=0.0, metavar="TIME", help="begin later")
    add.add_argument(
        "--when-clear",
        nargs="?",
        type=seconds,
        const=300.0,
        default=0.0,
        metavar="TIME",
        help="end earlier when nothing that matches has fired for so long (default: 5m)",
    )
    add.add_argument("--dry-run", action="store_true", help="only say what it would hide now")
    add.add_argument("--yes", action="store_true", help="do not ask where it hides most of all checks")
    listed = chosen.add_parser("list", help="the silences that are in force or to come")
    add_engine_argument(listed)
    listed.add_argument("--over", action="store_true", help="also those that ended lately")
    listed.add_argument("--json", action="store_true", help="print one JSON object (docs/json.md)")
    end = chosen.add_parser("end", help="end a silence now")
    add_wish_arguments(end)
    end.add_argument("id", metavar="ID", help="as S-3")
    extend = chosen.add_parser("extend", help="let a silence last so long from now on")
    add_wish_arguments(extend)
    extend.add_argument("id", metavar="ID", help="as S-3")
    extend.add_argument("--for", dest="lasts", type=seconds, required=True, metavar="TIME", help="as 2h")


def run(arguments: argparse.Namespace) -> int:
    """Do it; 2 for matchers that cannot be, 3 where it was not agreed to."""
    match arguments.what:
        case "add":
            return _add(arguments)
        case "end":
            return wish(arguments, EndSilence(what=arguments.id, who=arguments.who))
        case "extend":
            longer = MakeSilence(id=arguments.id, who=arguments.who, seconds=arguments.lasts)
            return wish(arguments, longer)
        case _:
            return _list(arguments)


def matchers(words: list[str]) -> Matchers:
    """Return the matchers of a command line; ends with 2 where they cannot be."""
    import sys

    try:
        return matchers_of(" ".join(words))
    except ValueError as error:
        sys.stderr.write(f"nocwall: {error}\n")
        raise SystemExit(2) from None


def _add(arguments: argparse.Namespace) -> int:
    meant = matchers(arguments.matchers)
    made = MakeSilence(
        matchers=meant,
        who=arguments.who,
        reason=arguments.reason,
        seconds=arguments.lasts,
        starts_in=arguments.starts_in,
        when_clear=arguments.when_clear,
    )

    found: list[tuple[Preview, int]] = []

    async def look(client: LinkClient) -> int:
        preview = (await asked(client, AskPreview(matchers=meant))).preview or Preview()
        board = (await asked(client, AskStatus())).board or Board(now=client.welcome.now)
        found.append((preview, len(board.checks)))
        return 0

    # A link of its own: the engine takes a client that is silent, while somebody thinks, for one that died.
    if code := with_engine(arguments, look):
        return code
    preview, number = found[0]
    if arguments.dry_run:
        print(json.dumps(preview_form(preview)) if arguments.json else "\n".join(preview_lines(preview)))
        return 0
    if preview.checks_count > max(1, number * _LARGE):
        question = f"This silences {preview.checks_count} of {number} checks"
        if not confirmed(question, yes=arguments.yes):
            return NOT_SURE
    return wish(arguments, made)


def preview_lines(preview: Preview) -> list[str]:
    """Return what matchers mean now."""
    checks = f"{preview.checks_count} check{'s' if preview.checks_count != 1 else ''}"
    lines = [f"It would mean {checks} and hide {_incidents(preview.incidents_count)} now"]
    lines += [f"  {foreign(name)}" for name in (*preview.incidents, *preview.checks)]
    return lines


def preview_form(preview: Preview) -> dict[str, Any]:
    """Return the same in the stable JSON form."""
    return {
        "version": VERSION,
        "checks": list(preview.checks),
        "incidents": list(preview.incidents),
        "checks_count": preview.checks_count,
        "incidents_count": preview.incidents_count,
    }


def _incidents(number: int) -> str:
    return f"{number} open incident{'s' if number != 1 else ''}"


def _list(arguments: argparse.Namespace) -> int:
    async def talk(client: LinkClient) -> int:
        views = (await asked(client, AskSilences(over=arguments.over))).silences
        if arguments.json:
            form = {"version": VERSION, "silences": [silence_form(view) for view in views]}
            print(json.dumps(form, indent=1))
        else:
            now = client.welcome.now.wall
            print("\n".join(silence_line(view, now) for view in views) or "There is no silence.")
        return 0

    return with_engine(arguments, talk)


def silence_form(view: SilenceView) -> dict[str, Any]:
    """Return one silence in the stable JSON form."""
    return {
        "id": view.id,
        "matchers": view.matchers,
        "who": view.who,
        "reason": view.reason,
        "starts": moment_text(view.starts),
        "until": moment_text(view.until),
        "active": view.active,
        "over": view.over,
        "when_clear": view.when_clear or None,
        "hides": view.hides,
    }


def silence_line(view: SilenceView, now: float) -> str:
    """Return one silence as a line; ``now`` in wall seconds."""
    if view.over:
        when = f"over since {clock_text(view.until.wall)}"
    elif view.active:
        when = f"until {clock_text(view.until.wall)} ({age(view.until.wall - now)}), hides {view.hides}"
    else:
        when = f"from {clock_text(view.starts.wall)} until {clock_text(view.until.wall)}"
    clear = f", or when all is clear for {age(view.when_clear)}" if view.when_clear and not view.over else ""
    reason = f": {foreign(view.reason)}" if view.reason else ""
    return f"{view.id:<6} {foreign(view.matchers)}  {when}{clear}  {foreign(view.who)}{reason}"

"""``nocwall why``: the whole decision about a check."""

import argparse
import json
from collections.abc import Sequence

from app.commands.engine_link import asked, with_engine
from app.commands.engine_option import add_engine_argument
from app.commands.plain_form import VERSION
from app.commands.why_form import why_form
from app.commands.why_text import why_lines
from app.link.client import LinkClient
from app.model.board import Board
from app.model.message import AskStatus, AskWhy
from app.model.phrase import foreign
from app.model.state import EXIT_CODE, worst
from app.model.why import Why

NAME = "why"
HELP = "why a check is shown, told or silent: state, rules, causes, who was told and who was not"
EPILOG = """\
Examples:
  nocwall why paygrove/deposit      one check
  nocwall why paygrove              all checks of a target
  nocwall why I-17 --json           the checks of an incident

The exit code is 0, or with --check-exit that of the worst state: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is asked about."""
    add_engine_argument(parser)
    parser.epilog = EPILOG
    parser.add_argument("what", metavar="CHECK", help="check (target/check), target, or incident (I-17)")
    parser.add_argument("--json", action="store_true", help="print one JSON object (docs/json.md)")
    parser.add_argument("--check-exit", action="store_true", help="end with the exit code of the state")


def run(arguments: argparse.Namespace) -> int:
    """Print why; each check that is meant."""

    async def talk(client: LinkClient) -> int:
        board = (await asked(client, AskStatus())).board or Board(now=client.welcome.now)
        found: list[Why] = []
        for check in meant(board, arguments.what):
            answer = await asked(client, AskWhy(check=check))
            found += [answer.why] if answer.why is not None else []
        if arguments.json:
            print(json.dumps({"version": VERSION, "checks": [why_form(each) for each in found]}, indent=1))
        else:
            print("\n\n".join("\n".join(why_lines(each)) for each in found))
        return EXIT_CODE[worst(each.view.state for each in found)] if arguments.check_exit else 0

    return with_engine(arguments, talk)


def meant(board: Board, what: str) -> Sequence[str]:
    """Return the checks that the id of a check, target or incident means; ends with 1 where there is none."""
    known = [view.id for view in board.checks]
    if what in known:
        return [what]
    of_target = [view.id for view in board.checks if view.target == what]
    if of_target:
        return of_target
    for incident in board.incidents:
        if incident.id.casefold() == what.casefold():
            names = dict.fromkeys(key.check for key in incident.alerts)
            return [name for name in names if name in known]
    from app.inventory.text.nearest import allowed

    near = allowed(what, {*known, *(view.target for view in board.checks)}).plain()
    raise SystemExit(f"nocwall: no check, target or open incident is called {foreign(what, 80)!r}: {near}")

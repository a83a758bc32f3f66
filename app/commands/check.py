"""``nocwall check``: run every check once."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.commands.check_table import Row
    from app.engine.single_round import Result
    from app.model.check import Inventory

NAME = "check"
HELP = "run every check once and print a table, worst first; exit code 0, 1, 2 or 3"
EPILOG = """\
Exit code by the worst state: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. An inventory with errors is printed
like by 'nocwall validate' and ends with 2. Without FILE and without a configured inventory the demo casino
is started for one round."""
REFUSED = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.epilog = EPILOG
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="files and folders (default: the configured one)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead (docs/json.md)")


def run(arguments: argparse.Namespace) -> int:
    """Print the table and return the exit code of the worst state."""
    from app.commands.demo_round import NoDemo, demo_inventory
    from app.commands.places import configured_inventory

    standing = arguments.inventory or configured_inventory()
    paths = arguments.files or ([standing] if standing else [])
    if paths:
        return _checked(arguments, paths)
    try:
        with demo_inventory() as path:
            print("No inventory is configured: this is one round of the demo casino.", file=sys.stderr)
            return _checked(arguments, [path])
    except NoDemo as error:
        print(f"nocwall check: the demo cannot be started: {error}", file=sys.stderr)
        return 3


def _checked(arguments: argparse.Namespace, paths: Sequence[Path]) -> int:
    from app.commands.check_table import exit_code, table
    from app.inventory.load import load
    from probes import kinds

    loaded = load(paths, kinds())
    if loaded.inventory is None:
        for error in loaded.errors:
            print(error.plain())
        count = len(loaded.errors)
        print(f"{count} error{'s' if count != 1 else ''}", file=sys.stderr)
        return REFUSED
    rows = _rows(loaded.inventory, _one_round(arguments, loaded.inventory))
    if arguments.json:
        print(_as_json(rows))
    else:
        print("\n".join(table(rows, colours=_colours())))
    return exit_code(rows)


def _one_round(arguments: argparse.Namespace, inventory: "Inventory") -> "tuple[Result, ...]":
    import asyncio
    import os

    from app.engine.clock import SystemClock
    from app.engine.limits import raised_descriptor_limit, total_limit
    from app.engine.single_round import SingleRound
    from app.inventory.secrets import Secrets
    from app.transport.beats.desk import HeartbeatDesk

    clock, secrets = SystemClock(), Secrets(arguments.state, os.environ)
    single = SingleRound(
        clock=clock,
        secrets=secrets,
        lent=(HeartbeatDesk(clock=clock, secrets=secrets, path=arguments.state / "heartbeats.msgpack"),),
        at_once=total_limit(raised_descriptor_limit()),
    )
    return asyncio.run(single.run(inventory))


def _rows(inventory: "Inventory", results: "Sequence[Result]") -> "list[Row]":
    from app.commands.check_table import Row

    elements = {target.id: target.element.value for target in inventory.targets}
    return [
        Row(
            state=result.shown.state,
            check=result.check.id,
            element=elements.get(result.check.target, ""),
            seconds=result.response_time,
            sentence=result.shown.sentence.plain(),
            error=result.shown.error.value if result.shown.error else "",
            values=result.sample.values,
        )
        for result in results
    ]


def _as_json(rows: "Sequence[Row]") -> str:
    import json

    from app.commands.check_table import exit_code, sorted_rows

    checks = [
        {
            "id": row.check,
            "state": row.state.value,
            "class": row.element,
            "response_time": row.seconds,
            "error": row.error or None,
            "sentence": row.sentence,
            "values": row.values,
        }
        for row in sorted_rows(rows)
    ]
    return json.dumps({"version": 1, "exit_code": exit_code(rows), "checks": checks}, indent=1)


def _colours() -> bool:
    import os

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"

"""``nocwall validate``: every error in inventory files, with its line and remedy."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.model.loaded import Loaded

NAME = "validate"
HELP = "check inventory files and name every error in them; exit code 0 or 2"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="files and folders (default: the configured one)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead")


def run(arguments: argparse.Namespace) -> int:
    """Print all errors sorted by place, or what the inventory holds."""
    from app.commands.places import configured_inventory
    from app.inventory.load import load
    from probes import kinds

    standing = arguments.inventory or configured_inventory()
    paths = arguments.files or ([standing] if standing else [])
    if not paths:
        print("nocwall validate: name a file or a folder; there is no configured inventory", file=sys.stderr)
        return 2
    loaded = load(paths, kinds())
    if arguments.json:
        print(_as_json(loaded))
    elif loaded.inventory is not None:
        inventory = loaded.inventory
        print(f"OK: {_counted(len(inventory.targets), 'target')}, {_counted(len(inventory.checks), 'check')}")
    else:
        for error in loaded.errors:
            print(error.plain())
        print(f"{_counted(len(loaded.errors), 'error')}", file=sys.stderr)
    return 0 if loaded.inventory is not None else 2


def _as_json(loaded: "Loaded") -> str:
    import json

    inventory = loaded.inventory
    errors = [
        {
            "file": error.file,
            "line": error.line,
            "column": error.column,
            "key": error.key,
            "kind": error.kind,
            "wrong": error.wrong.plain(),
            "remedy": error.remedy.plain(),
        }
        for error in loaded.errors
    ]
    form = {
        "version": 1,
        "ok": inventory is not None,
        "files": list(loaded.files),
        "targets": len(inventory.targets) if inventory else None,
        "checks": len(inventory.checks) if inventory else None,
        "errors": errors,
    }
    return json.dumps(form, indent=1, ensure_ascii=False)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

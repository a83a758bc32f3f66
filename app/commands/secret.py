"""``nocwall secret``: passwords and tokens, kept outside the inventory."""

import argparse
import getpass
import os
import re
import sys
from pathlib import Path

from app.files.whole import write_whole

NAME = "secret"
HELP = "set, list or delete the passwords and tokens that an inventory refers to by name"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("action", choices=("set", "list", "delete"))
    parser.add_argument("name", nargs="?", help="the secret's name, as in {secret: NAME}")
    parser.add_argument(
        "--file",
        action="store_true",
        help="keep it as a file in the state folder, readable by this user only, instead of in the keyring",
    )


def run(arguments: argparse.Namespace) -> int:
    """Carry out the action. The secret is asked for, or read from standard input; it is never an argument."""
    from app.inventory.entry.forms import SECRET_NAME
    from app.inventory.secrets import KeyringTrouble

    if arguments.action == "list":
        return _list(arguments)
    if arguments.name is None or re.match(SECRET_NAME, arguments.name) is None:
        return _complain("name the secret with letters, digits, '.', '-' and '_'")
    try:
        return _set(arguments) if arguments.action == "set" else _delete(arguments)
    except KeyringTrouble as trouble:
        return _complain(f"{trouble}; with --file it is kept in the state folder")
    except OSError as error:
        return _complain(str(error))


def _set(arguments: argparse.Namespace) -> int:
    from app.inventory.secrets import folder_of, keep_in_keyring

    secret = _asked(arguments.name)
    if not secret:
        return _complain("nothing was given, nothing is changed")
    if not arguments.file:
        keep_in_keyring(arguments.name, secret)
        print(f"{arguments.name} is kept in the keyring")
        return 0
    path = folder_of(arguments.state) / arguments.name
    _write(path, secret)
    print(f"{arguments.name} is kept in {path}")
    return 0


def _asked(name: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(f"{name}: ")
    return sys.stdin.readline().removesuffix("\n")


def _write(path: Path, secret: str) -> None:
    """Write the file so that nobody else can read it at any moment, and nobody sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(path, f"{secret}\n".encode(), 0o600, lasting=True)


def _delete(arguments: argparse.Namespace) -> int:
    from app.inventory.secrets import drop_from_keyring, folder_of

    path = folder_of(arguments.state) / arguments.name
    if arguments.file or path.exists():
        path.unlink(missing_ok=True)
        print(f"{arguments.name} is no longer kept in {path}")
        return 0
    drop_from_keyring(arguments.name)
    print(f"{arguments.name} is no longer kept in the keyring")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    """Tell of each secret that the inventory refers to whether it can be had."""
    import asyncio

    from app.commands.places import configured_inventory
    from app.inventory.load import load
    from app.inventory.secrets import Secrets, names_in
    from app.model.probe import ProbeFailed, Secret
    from probes import kinds

    standing = arguments.inventory or configured_inventory()
    loaded = load([standing], kinds()) if standing else None
    if loaded is None or loaded.inventory is None:
        return _complain("there is no good inventory; see: nocwall validate")
    secrets = Secrets(arguments.state, os.environ)

    async def outcome(name: str) -> str:
        try:
            await secrets.get(Secret(secret=name))
        except ProbeFailed as failed:
            return failed.sentence.plain()
        return f"{name}: set"

    async def outcomes() -> list[str]:
        return [await outcome(name) for name in names_in(loaded.inventory)] if loaded.inventory else []

    for line in asyncio.run(outcomes()):
        print(line)
    return 0


def _complain(text: str) -> int:
    print(f"nocwall secret: {text}", file=sys.stderr)
    return 2

"""``nocwall rules replay``: what rules would have done over the recorded past."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.model.check import Check, Inventory
    from app.model.rule import Rule
    from app.replay.compare import Pair

NAME = "rules"
HELP = "try rules on the recorded past before they are saved: rules replay"
EPILOG = """\
Examples:
  nocwall rules replay                                  what the present rules did in the last 24 h
  nocwall rules replay shop/login --rule 'metric=response_time warning=400ms critical=1s'
  nocwall rules replay --rule 'metric=disk_used warning=85%' --since 48h --list
  nocwall rules replay --with changed.yaml              all that differs in another inventory

The present rules are those of the engine of --state, or of --inventory where it is given. A rule takes
the place of the one of its name (its metric, unless name=...), or is added; without CHECK it is tried on all
checks that have such a rule. Only recorded results are judged: nothing is probed and nothing is told."""
REFUSED = 2
NO_RECORD = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is tried, on what, and from when on."""
    chosen = parser.add_subparsers(dest="what", metavar="replay", required=True)
    replay = chosen.add_parser(
        "replay", help=HELP, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    replay.add_argument("checks", nargs="*", metavar="CHECK", help="check (target/check) or target")
    replay.add_argument(
        "--rule", action="append", default=[], metavar="RULE", help="a rule as key=value words, to be tried"
    )
    replay.add_argument("--attempts", type=int, metavar="N", help="bad results in a row until it fires")
    replay.add_argument("--recover-hold", metavar="TIME", help="good for so long until it is closed")
    replay.add_argument("--with", dest="changed", type=Path, metavar="FILE", help="a changed inventory")
    replay.add_argument("--since", default="24h", metavar="TIME", help="how far back (default: %(default)s)")
    replay.add_argument("--list", action="store_true", help="each firing with its times")
    replay.add_argument("--json", action="store_true", help="one JSON object (docs/json.md)")


def run(arguments: argparse.Namespace) -> int:
    """Print what came of it: 0, or 2 for a rule that cannot be, or 3 without a record."""
    from app.commands.recorded_past import NoRecord, history_file
    from app.commands.replay_form import replay_form, replay_lines
    from app.history.damage import Damaged, Refused
    from app.history.replay_file import replay_file

    try:
        inventory = _present(arguments)
        pairs = _pairs(arguments, inventory.checks)
        since = time.time() - _seconds(arguments.since, "--since")
        progress = _progress() if len(pairs) > 1 else None
        found = replay_file(history_file(arguments.state), pairs, since, inventory, progress)
    except (NoRecord, Refused, Damaged) as problem:
        sys.stderr.write(f"nocwall rules: {problem}\n")
        return NO_RECORD
    except _Wrong as wrong:
        sys.stderr.write(f"{wrong}\n")
        return REFUSED
    if arguments.json:
        import json

        print(json.dumps(replay_form(found, listed=arguments.list), indent=1))
    else:
        print("\n".join(replay_lines(found, listed=arguments.list, changed=any(p.differs for p in pairs))))
    return 0


class _Wrong(Exception):  # noqa: N818 - it is the name of the outcome
    """What was asked cannot be; the text says why and what to do, a line each."""


def _present(arguments: argparse.Namespace) -> "Inventory":
    from app.commands.recorded_past import running_inventory

    return _loaded(arguments.inventory) if arguments.inventory else running_inventory(arguments.state)


def _pairs(arguments: argparse.Namespace, present: "Sequence[Check]") -> "Sequence[Pair]":
    from app.model.message import AskReplay
    from app.replay.pairs import asked, between

    wanted = tuple(arguments.checks)
    known = {check.id for check in present} | {check.target for check in present}
    if strange := [name for name in wanted if name not in known]:
        raise _Wrong(_unknown(strange[0], known))
    if arguments.changed is not None:
        pairs = between(present, _loaded(arguments.changed).checks)
        meant = [pair for pair in pairs if not wanted or {pair.either.id, pair.either.target} & set(wanted)]
        return [pair for pair in meant if pair.differs] or meant
    hold = arguments.recover_hold
    ask = AskReplay(
        since=0.0,
        checks=wanted,
        rules=_rules(arguments, present),
        attempts=arguments.attempts,
        recover_hold=None if hold is None else _seconds(hold, "--recover-hold"),
    )
    found = asked(present, ask)
    if not found:
        raise _Wrong(
            "nocwall rules: no check has a rule of this name: name the checks that it is to be tried on"
        )
    return found


def _rules(arguments: argparse.Namespace, checks: "Sequence[Check]") -> "tuple[Rule, ...]":
    from app.inventory.entry.one_rule import read_rule

    wanted = set(arguments.checks)
    meant = [check for check in checks if not wanted or {check.id, check.target} & wanted]
    found = []
    for text in arguments.rule:
        # A rule is read for a check that measures its metric, whose unit its limits are in.
        read = [read_rule(text, check) for check in meant]
        good = next((rule for rule, errors in read if rule is not None and not errors), None)
        if good is None:
            errors = read[0][1] if read else ()
            raise _Wrong("\n".join(error.plain() for error in errors) or "nocwall rules: there is no check")
        found.append(good)
    return tuple(found)


def _loaded(path: Path) -> "Inventory":
    from app.inventory.load import load
    from probes import kinds

    loaded = load([path], kinds())
    if loaded.inventory is None:
        raise _Wrong("\n".join(error.plain() for error in loaded.errors))
    return loaded.inventory


def _seconds(text: str, option: str) -> float:
    from app.inventory.text.units import duration

    seconds = duration(text)
    if seconds is None or seconds < 0:
        raise _Wrong(f"nocwall rules: {option}: {text!r} is not a duration: write 30m, 24h or 2d")
    return seconds


def _unknown(name: str, known: set[str]) -> str:
    from app.inventory.text.nearest import allowed
    from app.model.phrase import foreign

    return (
        f"nocwall rules: no check or target is called {foreign(name, 80)!r}: {allowed(name, known).plain()}"
    )


def _progress() -> Callable[[float], None]:
    """Return what says on standard error how far it is, once it has lasted a second."""
    begun, told = time.monotonic(), 0
    step = 1 if sys.stderr.isatty() else 10

    def say(share: float) -> None:
        nonlocal told
        percent = int(share * 100)
        if time.monotonic() - begun > 1.0 and percent >= told + step:
            told = percent
            sys.stderr.write(f"\r{percent} %" if step == 1 else f"{percent} %\n")
            sys.stderr.flush()

    return say

"""``nocwall replay-history``: the engine's own way to try rules on the record, in a process of its own."""

import argparse
import os
import sys

import msgspec

NAME = "replay-history"
HELP = "try the rules that stand on standard input on the record; used by the engine"
_FIRINGS = 5_000  # of each side that an answer carries


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add nothing: the question stands on standard input."""


def run(arguments: argparse.Namespace) -> int:
    """Read the question and write the answer, both as MessagePack."""
    from app.commands.recorded_past import NoRecord, history_file, running_inventory
    from app.history.damage import Damaged, Refused
    from app.history.replay_file import replay_file
    from app.model.message import AskReplay
    from app.replay.pairs import asked

    os.nice(10)  # whoever probes goes first
    ask = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=AskReplay)
    try:
        inventory = running_inventory(arguments.state)
        pairs = asked(inventory.checks, ask)
        found = replay_file(history_file(arguments.state), pairs, ask.since, inventory)
    except (NoRecord, Refused, Damaged) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    short = msgspec.structs.replace(
        found,
        present_firings=found.present_firings[-_FIRINGS:],
        changed_firings=found.changed_firings[-_FIRINGS:],
    )
    sys.stdout.buffer.write(msgspec.msgpack.encode(short))
    return 0

"""``nocwall alive``: whether a heartbeat file is fresh, for cron and Nagios; no engine is asked."""

import argparse
import time
from pathlib import Path

import msgspec

from app.inventory.text.units import duration
from app.model.deadman import SKEW, SignOfLife
from app.model.phrase import foreign
from app.model.quantity import age

NAME = "alive"
HELP = "whether a monitor's heartbeat file is fresh: 0 if it is, 2 if not"
FRESH, DEAD = 0, 2
_LONGEST = 64 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file and what is too old."""
    parser.epilog = (
        "The file is the one of the inventory's deadman section. What it says of open incidents or of a "
        "blind monitor is printed and changes nothing: the answer is whether the monitor lives."
    )
    parser.add_argument("--file", type=Path, required=True, metavar="PATH", help="the heartbeat file")
    parser.add_argument(
        "--older-than",
        type=_seconds,
        default=90.0,
        metavar="TIME",
        help="age that counts as death, such as 90s or 5m (default: 90s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print one line in the form of monitoring plugins; return 0 or 2."""
    try:
        with arguments.file.open("rb") as file:
            sign = msgspec.json.decode(file.read(_LONGEST), type=SignOfLife)
    except OSError as problem:
        return _said(DEAD, f"{arguments.file} cannot be read: {problem.strerror or problem}")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _said(DEAD, f"{arguments.file} is not a heartbeat file")
    return judged(sign, arguments.older_than, time.time())


def judged(sign: SignOfLife, limit: float, now: float) -> int:
    """Print what a sign of life is worth at the wall time ``now``; return the exit code."""
    old = now - sign.unix
    how = f"{foreign(sign.name)} said: {foreign(sign.text) or sign.state.value}"
    figures = f"| age={max(0.0, old):.1f}s;;{limit:g}"
    if old < -SKEW:
        return _said(DEAD, f"the heartbeat is {age(-old)} in the future: a clock is wrong {figures}")
    if old > limit:
        return _said(DEAD, f"silent for {age(old)}; before that {how} {figures}")
    return _said(FRESH, f"heard {age(old)} ago; {how} {figures}")


def _said(code: int, text: str) -> int:
    print(f"{'ALIVE' if code == FRESH else 'DEAD'} - {text}")
    return code


def _seconds(text: str) -> float:
    seconds = duration(text)
    if seconds is None or seconds <= 0:
        raise argparse.ArgumentTypeError(f"{text} is not a duration: write 90s, 5m, 1h")
    return seconds

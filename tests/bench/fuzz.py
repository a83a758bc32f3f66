"""Look for bytes that our readers cannot stand: ``python -m tests.bench.fuzz [NAME …] [--seconds N]``.

Guided by coverage where atheris is installed (it is not among the pinned packages), else by hypothesis. What
is found is a file in ``build/fuzz/NAME``, and the exit code is 1; ``NAME --file FILE`` reads it once.
"""

import argparse
import importlib.util
import re
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.report import say

FOLDER = Path(__file__).parent.parent.parent / "build" / "fuzz"
_SLOW = 1  # seconds for one input
_MEMORY = 1024  # MiB of the whole process
_DONE = re.compile(r"stat::number_of_executed_units: *(\d+)|^Done (\d+) runs", re.MULTILINE)


def guided(name: str, seconds: float) -> bool:
    """Run atheris in a process of its own, which it ends; return whether nothing was found."""
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    words = (sys.executable, "-m", "tests.bench.fuzz", "--inside", name, "--seconds", str(seconds))
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    found = [int(one or other) for one, other in _DONE.findall(done.stderr)]
    outcome = "FOUND" if done.returncode else "nothing found"
    say(f"{name:<14} {max(found, default=0):>10,} inputs, {outcome}")
    if done.returncode:
        say(done.stderr[-3000:])
    return not done.returncode


def inside(name: str, seconds: float) -> None:
    """Be the process of one guided run."""
    import atheris

    with atheris.instrument_imports(include=["app", "probes"]):
        from tests.fuzz.conversations import ready
        from tests.fuzz.parsers import PARSERS
    parser = PARSERS[name]
    folder = FOLDER / name
    for number, seed in enumerate(parser.seeds):
        (folder / f"seed-{number}").write_bytes(seed)
    flags = (
        f"-max_total_time={int(seconds)}",
        f"-max_len={min(parser.room, 8192)}",
        f"-timeout={_SLOW}",
        f"-rss_limit_mb={_MEMORY}",
        f"-artifact_prefix={folder}/found-",
        "-print_final_stats=1",
    )
    with ready():
        atheris.Setup([sys.argv[0], *flags, str(folder)], parser.read)
        atheris.Fuzz()


class _Enough(Exception):  # noqa: N818 - the time is over, nothing is wrong
    """The time is over."""


def unguided(name: str, seconds: float) -> bool:
    """Run hypothesis for so long; return whether nothing was found."""
    from hypothesis import HealthCheck, given, settings

    from tests.fuzz.conversations import ready
    from tests.fuzz.parsers import PARSERS
    from tests.fuzz.test_parsers import damaged

    parser, count, end = PARSERS[name], 0, time.monotonic() + seconds

    @settings(max_examples=10**9, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(damaged(parser))
    def holds(data: bytes) -> None:
        nonlocal count
        if time.monotonic() > end:
            raise _Enough
        count += 1
        parser.read(data)

    with ready():
        try:
            holds()
        except _Enough:
            say(f"{name:<14} {count:>10,} inputs, nothing found (hypothesis; atheris is not installed)")
            return True
    return True


def main() -> int:
    """Run what is named."""
    arguments = argparse.ArgumentParser(prog="python -m tests.bench.fuzz", description=__doc__)
    arguments.add_argument("names", nargs="*", metavar="NAME", help="default: every reader")
    arguments.add_argument("--seconds", type=float, default=60.0, help="for each (default 60)")
    arguments.add_argument("--inside", metavar="NAME", help=argparse.SUPPRESS)
    arguments.add_argument("--file", type=Path, help="read this file once, with the one reader named")
    given = arguments.parse_args()
    if given.inside:
        inside(given.inside, given.seconds)
        return 0
    from tests.fuzz.conversations import ready
    from tests.fuzz.parsers import PARSERS

    if given.file:
        with ready():
            PARSERS[given.names[0]].read(given.file.read_bytes())
        return 0
    one = guided if importlib.util.find_spec("atheris") else unguided
    outcomes = [one(name, given.seconds) for name in given.names or PARSERS]
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    raise SystemExit(main())

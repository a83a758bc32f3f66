"""Does it grow? The whole program on a real desktop with the demo, faults coming and going, for half an hour.

    python -m tests.bench.soak [--seconds N]

The demo asks ten times as often as an ordinary inventory (3 s for 30 s): 2.4 hours of it are a simulated
day. Growth is the slope after a warm-up of a third of the time.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tests.bench.report import Figure, say, show
from tests.desktop.stage import Stage

SIMULATED_DAY = 86400 / 10  # seconds
WARM_UP = 1 / 3
EVERY = 2.0  # seconds between samples
FAULT_EVERY = 40.0
FAULT_LASTS = 20.0
FAULTS = (
    ("kestrin-live", "hang"),
    ("app-core-1", "error-500"),
    ("kestrin-live", "error-in-200"),
    ("app-core-2", "slow"),
)
MEGABYTE = 1024.0  # /proc counts in kB


class Sample(NamedTuple):
    """One look at a process."""

    at: float
    memory: float  # MB that would come free if it ended
    descriptors: int
    threads: int


def sample(pid: int) -> Sample:
    """Look at a process."""
    folder = Path(f"/proc/{pid}")
    rows = dict(line.split(":", 1) for line in (folder / "smaps_rollup").read_text().splitlines()[1:])
    return Sample(
        at=time.monotonic(),
        memory=float(rows["Pss"].split()[0]) / MEGABYTE,
        descriptors=len(list((folder / "fd").iterdir())),
        threads=len(list((folder / "task").iterdir())),
    )


def slope(samples: Sequence[Sample], what: str) -> float:
    """Return the growth a simulated day after the warm-up."""
    late = [each for each in samples if each.at >= samples[0].at + WARM_UP * (samples[-1].at - samples[0].at)]
    across = np.array([each.at for each in late])
    up = np.array([getattr(each, what) for each in late], dtype=float)
    return float(np.polyfit(across, up, 1)[0]) * SIMULATED_DAY


def measure(seconds: float) -> list[Figure]:
    """Run the program for so long and tell how it grew."""
    with Stage(tray="sni", notify=True, audio=True) as stage:
        state = stage.folder / "state"
        program = stage.program("nocwall", "run", "--state", str(state))
        try:
            stage.wait(lambda: _status(stage, state), "an engine", 60)
            pids = {"engine": int(_status(stage, state)["engine"]["pid"]), "shell": program.pid}
            seen = _watch(stage, state, pids, seconds)
        except Exception:
            say(stage.logs())
            raise
    return [figure for name, samples in seen.items() for figure in _figures(name, samples)]


def _figures(name: str, samples: Sequence[Sample]) -> Iterator[Figure]:
    yield Figure(f"{name}: memory at the end", samples[-1].memory, "MB")
    yield Figure(f"{name}: memory, growth a simulated day", slope(samples, "memory"), "MB", 1.0)
    yield Figure(f"{name}: descriptors, growth a simulated day", slope(samples, "descriptors"), "", 1.0)
    yield Figure(f"{name}: threads, growth a simulated day", slope(samples, "threads"), "", 1.0)


def _status(stage: Stage, state: Path) -> dict[str, dict[str, int]]:
    said = stage.answers("nocwall", "status", "--state", str(state), "--json")
    return dict(json.loads(said)) if said else {}


def _watch(stage: Stage, state: Path, pids: dict[str, int], seconds: float) -> dict[str, list[Sample]]:
    seen: dict[str, list[Sample]] = {name: [] for name in pids}
    faults = _switches(stage, state, seconds)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for name, pid in pids.items():
            seen[name].append(sample(pid))
        next(faults)
        time.sleep(EVERY)
    return seen


def _switches(stage: Stage, state: Path, seconds: float) -> Iterator[None]:
    """Switch a fault on whenever it is time; each ends by itself."""
    count = 0
    due = time.monotonic() + min(FAULT_EVERY, seconds / 4)
    while True:
        if time.monotonic() >= due:
            service, kind = FAULTS[count % len(FAULTS)]
            stage.run(
                "nocwall", "demo", "--state", str(state), "fault", service, kind, "--for", f"{FAULT_LASTS:g}s"
            )
            count += 1
            due += FAULT_EVERY
        yield


def main() -> int:
    """Soak and show the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=1800.0, help="how long (default 1800)")
    seconds = parser.parse_args().seconds
    say(f"soaking for {seconds:.0f} s")
    began = time.monotonic()
    figures = measure(seconds)
    show("soak", figures, time.monotonic() - began)
    return 0


if __name__ == "__main__":
    sys.exit(main())

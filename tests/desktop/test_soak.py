"""An hour of the wall in a minute. ``make soak`` takes a whole day of it."""

import sys

from tests.bench.report import share
from tests.bench.soak_wall.run import SPEED, figures, soaked

SECONDS = 60.0
RISE = {"window": 40.0, "engine": 16.0}  # MiB from the second third to the last: pages are still made once
LATE = 10.0  # seconds; a machine that is busy with others may hold a page for so long
TURNED = 20  # pages; a wall that stands still turns none


def test_an_hour_of_sixty_alarms_leaves_the_wall_level_and_turning() -> None:
    """The real engine and window at 60 times the pace: alarms, reloads, themes, hidden and shown again."""
    seen = soaked(SECONDS, seed=7, worst=True)
    for figure in figures(seen):
        sys.stdout.write(figure.line + "\n")
    window, engine = seen.window, seen.engine
    assert engine["troubles"] > 30
    assert engine["most_open"] > 5
    assert (engine["reloads"], window["themes"], window["hidden"]) >= (1, 2, 2)
    assert window["turned"] >= TURNED
    assert len(window["pages"]) >= 4
    assert window["late"] / SPEED < LATE
    for whose, most in RISE.items():
        assert seen.rise(whose) * seen.spell < most, seen.rise(whose)
    # No timed test: the figure is told, and only what nobody would call smooth fails.
    assert share(seen.frames[0], 0.99) < 100.0

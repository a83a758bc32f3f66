"""Which pictures are kept of what stands beside the wall: desk, charts, dialogs, and what lies over it."""

from collections.abc import Iterator

from app.shell.desk.pages import PAGES
from tests.pictures.cases import DESK, FULL_HD, NATURAL, ULTRA_HD, Case
from tests.shell.dialogs import gallery
from widgets.palette import THEMES, ThemeName

# Each dialog with each kind of names, and with them each theme and each scale.
NAMED: tuple[tuple[str, ThemeName, float], ...] = (
    ("short", "dark", 1.0),
    ("long", "light", 1.5),
    ("cyrillic", "high_contrast", 2.0),
    ("hebrew", "dark", 1.0),
)
DESK_DAYS = ("good-day", "sixty-alarms", "engine-lost", "blind", "empty", "one-target", "thousand")
NAMES = ("long-names", "other-scripts")
ZOOM = (1280, 760)
ZOOMED = ("plain", "gap", "compare", "percentiles", "together", "lost", "refused", *NAMES)
OVER = ("keys", "dimmed", "held", "alarm-round")


def window_cases() -> tuple[Case, ...]:
    """Return the pictures of windows: each pair of one with a size, a scale, a theme and a day."""
    found = dict.fromkeys((*_of_desk(), *_of_zoom(), *_of_dialogs(), *_of_the_rest()))
    return tuple(sorted(found, key=lambda case: (case.scale, case.theme)))


def _of_desk() -> Iterator[Case]:
    for page in PAGES:
        name = f"desk-{page}"
        for theme in THEMES:
            yield Case("bad-day", DESK, theme, name)
        for size in (FULL_HD, ULTRA_HD):
            yield Case("bad-day", size, page=name)
        for scale in (1.5, 2.0):
            yield Case("bad-day", DESK, page=name, scale=scale)
        days = (*DESK_DAYS, *NAMES) if page != "events" else ("engine-lost", "empty", *NAMES)
        yield from (Case(day, DESK, page=name) for day in days)


def _of_zoom() -> Iterator[Case]:
    for kind in ZOOMED:
        yield Case(kind, ZOOM, page="zoom")
    for size in (FULL_HD, ULTRA_HD):
        yield Case("compare", size, page="zoom")
    for theme in THEMES:
        yield Case("compare", ZOOM, theme, "zoom")
    for scale in (1.5, 2.0):
        yield Case("together", ZOOM, page="zoom", scale=scale)


def _of_dialogs() -> Iterator[Case]:
    """Yield each dialog with each kind of names; where it asks, also without an answer and an engine."""
    for dialog in gallery.DIALOGS:
        for name, theme, scale in NAMED:
            yield Case(f"{name}-full", NATURAL, theme, f"dialog-{dialog}", scale)
        for kind in ("empty", "away") if dialog in gallery.ASKING else ():
            yield Case(f"short-{kind}", NATURAL, page=f"dialog-{dialog}")


def _of_the_rest() -> Iterator[Case]:
    for theme in THEMES:
        yield Case("bad-day", NATURAL, theme, "popover")
    for sample in ("good-day", "sixty-alarms", "engine-lost", "blind", "empty", *NAMES):
        yield Case(sample, NATURAL, page="popover")
    for scale in (1.5, 2.0):
        yield Case("bad-day", NATURAL, page="popover", scale=scale)
    for over in OVER:
        yield Case("bad-day", FULL_HD, page=f"over-{over}")
    yield Case("bad-day", ULTRA_HD, page="over-keys")
    yield Case("bad-day", FULL_HD, "light", "over-keys")

"""Which pictures are kept."""

from collections.abc import Iterator
from typing import NamedTuple

from widgets.palette import THEMES, ThemeName
from widgets.wall import Wall

FULL_HD, ULTRA_HD = (1920, 1080), (3840, 2160)
PORTRAIT, ULTRA_WIDE, DESK = (1080, 1920), (3440, 1440), (1440, 860)
DAYS = ("good-day", "bad-day", "sixty-alarms")
OTHERS = (
    "bad-day-banner",
    "one-incident",
    "blind",
    "stale",
    "engine-lost",
    "empty",
    "one-target",
    "pending",
    "thousand",
    "long-names",
    "other-scripts",
)
# Pages that only a plan has, and the day that shows what they are for.
PLANNED = (
    ("response_times", "bad-day"),
    ("error_stream", "streaming"),
    ("provider", "business"),
    ("payments", "business"),
    ("grid", "streaming"),
)
SCALES = (1.0, 1.5, 2.0)


class Case(NamedTuple):
    """One picture: what it shows, in which size (logical pixels), at which scale of the desktop."""

    sample: str
    size: tuple[int, int] = FULL_HD
    theme: ThemeName = "dark"
    page: str = "overview"
    scale: float = 1.0

    @property
    def name(self) -> str:
        """Return the name of its file."""
        width, height = self.size
        scale = "" if self.scale == 1.0 else f"-x{self.scale:g}"
        return f"{self.sample}-{self.page}-{self.theme}-{width}x{height}{scale}"


def cases() -> tuple[Case, ...]:
    """Return all of them, none twice."""
    return tuple(dict.fromkeys(_all()))


def _all() -> Iterator[Case]:
    for sample in DAYS:
        for theme in THEMES:
            yield Case(sample, theme=theme)
        yield Case(sample, ULTRA_HD)
        for scale in SCALES[1:]:
            yield Case(sample, scale=scale)
    for sample in OTHERS:
        yield Case(sample)
    for sample in ("blind", "stale", "empty", "thousand", "long-names", "other-scripts"):
        yield Case(sample, ULTRA_HD)
    for page in Wall.pages():
        yield Case("bad-day", page=page)
        yield Case("good-day", page=page)
    for size in (PORTRAIT, ULTRA_WIDE, DESK):
        yield Case("bad-day", size)
    yield from _of_pages()


def _of_pages() -> Iterator[Case]:
    """Return those of the map, and of pages that only a plan has."""
    for theme in THEMES:
        yield Case("outage", theme=theme, page="network_map")
    for sample in ("long-names", "other-scripts", "thousand", "one-target"):
        yield Case(sample, page="network_map")
    for plan, sample in PLANNED:
        for theme in THEMES[:2]:
            yield Case(sample, theme=theme, page=plan)
        yield Case("good-day", page=plan)
        yield Case(sample, ULTRA_HD, page=plan)


# What the documents show, by the names of their pictures.
SHOWN = {
    "overview-bad-day": Case("bad-day"),
    "overview-good-day": Case("good-day"),
    "overview-flood": Case("sixty-alarms"),
    "overview-upright": Case("bad-day", PORTRAIT),
    "overview-high-contrast": Case("bad-day", theme="high_contrast"),
    "overview-thousand": Case("thousand"),
    "blind": Case("blind"),
    "charts": Case("bad-day", page="charts"),
}

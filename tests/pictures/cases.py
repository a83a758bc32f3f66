"""Which pictures are kept: of pages of the wall here, of windows beside it in ``tests.pictures.windows``."""

from collections.abc import Iterator
from typing import NamedTuple

from widgets.palette import THEMES, ThemeName
from widgets.wall import Wall

FULL_HD, ULTRA_HD, SMALL = (1920, 1080), (3840, 2160), (1280, 720)
PORTRAIT, ULTRA_WIDE, DESK = (1080, 1920), (3440, 1440), (1440, 860)
NATURAL = (0, 0)  # of a window: as large as it wants to be
SCALES = (1.0, 1.5, 2.0)

# Each kind of page, and the bad day that shows what it is for. All classes have one kind of page.
PAGES = {
    "overview": "bad-day",
    "charts": "bad-day",
    "incidents": "bad-day",
    "errors": "bad-day",
    "application_server": "bad-day",
    "checks": "bad-day",
    "network_map": "outage",
    "response_times": "bad-day",
    "error_stream": "streaming",
    "provider": "business",
    "payments": "business",
    "grid": "streaming",
    "big_number": "bad-day",
}
# Days that every page is shown on, at 1080p. Those with a page of their own for all of the wall look alike.
DAYS = (
    "sixty-alarms",
    "stale",
    "one-target",
    "thousand",
    "long-names",
    "other-scripts",
    "blind-kept",
    "blind",
    "empty",
)
COVERED = ("blind", "empty")
OTHERS = ("bad-day-banner", "one-incident", "engine-lost", "pending")


class Case(NamedTuple):
    """One picture: what it shows, in which size (logical pixels), at which scale of the desktop."""

    sample: str
    size: tuple[int, int] = FULL_HD
    theme: ThemeName = "dark"
    page: str = "overview"
    scale: float = 1.0

    @property
    def name(self) -> str:
        """Return its name."""
        width, height = self.size
        size = f"-{width}x{height}" if self.size != NATURAL else ""
        scale = "" if self.scale == 1.0 else f"-x{self.scale:g}"
        return f"{self.sample}-{self.page}-{self.theme}{size}{scale}"

    @property
    def reference(self) -> str:
        """Return the name of the kept picture that it has to look like."""
        return self._replace(page="overview").name if self.sample in COVERED and self.of_wall else self.name

    @property
    def of_wall(self) -> bool:
        """Whether it is a page of the wall."""
        return self.page in PAGES or self.page in Wall.pages()


def wall_cases() -> tuple[Case, ...]:
    """Return those of the wall, none twice; what one wall can show stands together."""
    found = dict.fromkeys((*_of_every_page(), *_of_the_overview(), *_of_every_class()))
    return tuple(sorted(found, key=_order))


def _order(case: Case) -> tuple[float, str, str, tuple[int, int], bool]:
    return case.scale, case.sample, case.theme, case.size, case.page in Wall.pages()


def _of_every_page() -> Iterator[Case]:
    """Yield every pair of a page with a size, a scale, a theme and a day."""
    for page, bad in PAGES.items():
        for theme in THEMES:
            yield Case(bad, theme=theme, page=page)
        yield Case(bad, ULTRA_HD, page=page)
        yield Case(bad, SMALL, page=page, scale=1.5)
        yield Case(bad, page=page, scale=2.0)
        for day in ("bad-day", "good-day", *DAYS):
            yield Case(day, page=page)


def _of_the_overview() -> Iterator[Case]:
    """Yield what is kept of the page that most people see: it gives way first where room is short."""
    for day in ("good-day", "bad-day", "sixty-alarms"):
        yield from (Case(day, theme=theme) for theme in THEMES)
        yield from (Case(day, scale=scale) for scale in SCALES)
        yield Case(day, ULTRA_HD)
    for day in (*OTHERS, *DAYS):
        yield Case(day)
    for day in ("blind", "stale", "empty", "thousand", "long-names", "other-scripts"):
        yield Case(day, ULTRA_HD)
    for size in (PORTRAIT, ULTRA_WIDE, DESK):
        yield Case("bad-day", size)


def _of_every_class() -> Iterator[Case]:
    for page in Wall.pages():
        yield Case("bad-day", page=page)
        yield Case("good-day", page=page)


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
    "provider": Case("business", page="provider"),
    "network-map": Case("outage", page="network_map"),
    "grid": Case("streaming", page="grid"),
    "error-stream": Case("streaming", page="error_stream"),
    "desk-players": Case("bad-day", DESK, page="desk-players"),
    "desk-checks": Case("bad-day", DESK, page="desk-checks"),
    "zoom": Case("compare", (1280, 760), page="zoom"),
}

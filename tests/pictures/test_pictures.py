"""Every page and window looks as it was kept: in each size, scale and theme, and on each kind of day."""

import itertools
import os
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.pictures.beside import NAMED, OVER, ZOOMED
from tests.pictures.cases import DAYS, DESK, FULL_HD, NATURAL, PAGES, SMALL, ULTRA_HD, Case, wall_cases
from tests.pictures.likeness import LIMIT, SHADE, difference, read, reduced, shade
from tests.pictures.studio import REFERENCES, Layout, cases, draw_all
from tests.shell.dialogs.gallery import DIALOGS
from widgets.pages.gallery import _PLANNED, _SIMPLE
from widgets.palette import THEMES


class Studio(NamedTuple):
    """A folder with the pictures as they are now, and their layout."""

    folder: Path
    layout: dict[str, Layout]


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """Draw all; whole pictures are kept where NOCWALL_PICTURES says."""
    kept = os.environ.get("NOCWALL_PICTURES")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("pictures")
    return Studio(folder, draw_all(folder, whole=bool(kept)))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_it_looks_as_it_was_kept(case: Case, studio: Studio) -> None:
    """What looks otherwise is looked at by somebody before it is kept."""
    if case.size != NATURAL:
        assert studio.layout[case.name].size == tuple(round(side * case.scale) for side in case.size)
    now = reduced(read(studio.folder / f"{case.name}.png"))
    kept = read(REFERENCES / f"{case.reference}.webp")
    assert not kept.isNull(), "not kept yet: python -m tests.pictures FOLDER, and look at it there"
    apart = difference(kept, now)
    row, column = divmod(int(apart.argmax()), apart.shape[1])
    assert apart.max() <= LIMIT, (
        f"differs most at {column / apart.shape[1]:.0%} right, {row / apart.shape[0]:.0%} down. "
        "NOCWALL_PICTURES=FOLDER keeps the drawings; if it is as wished: python -m tests.pictures FOLDER"
    )
    assert shade(kept, now) <= SHADE, "a whole area has another shade: a hatch, a band or a ground"


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_its_layout_is_whole(case: Case, studio: Studio) -> None:
    """No text is cut, too small, outside of its place or over another, and no control is nameless."""
    assert studio.layout[case.name].flaws == ()


def test_no_picture_is_kept_in_vain() -> None:
    """Each kept picture belongs to a case."""
    assert {path.stem for path in REFERENCES.glob("*.webp")} == {case.reference for case in cases()}


def test_every_pair_of_a_page_is_there() -> None:
    """Each kind of page is kept at each size and scale, in each theme, and on each kind of day."""
    there = set(wall_cases())
    assert set(PAGES) >= set(_SIMPLE) - {"blind", "empty"} | {kind.value for kind in _PLANNED}
    for page, bad in PAGES.items():
        sizes = ((FULL_HD, 1.0), (ULTRA_HD, 1.0), (SMALL, 1.5), (FULL_HD, 2.0))
        assert {Case(bad, size, page=page, scale=scale) for size, scale in sizes} <= there
        assert {Case(bad, theme=theme, page=page) for theme in THEMES} <= there
        assert {Case(day, page=page) for day in ("good-day", "bad-day", *DAYS)} <= there


def test_every_window_is_there() -> None:
    """Desk, zoom window, each dialog and what lies over the wall are kept, in each theme and scale."""
    there = {(case.page, case.sample) for case in cases()}
    assert {("zoom", kind) for kind in ZOOMED} <= there
    assert {(f"over-{kind}", "bad-day") for kind in OVER} <= there
    named = itertools.product(DIALOGS, NAMED)
    assert {(f"dialog-{dialog}", f"{name}-full") for dialog, (name, _, _) in named} <= there
    for page in ("players", "checks", "incidents", "events"):
        of_page = [case for case in cases() if case.page == f"desk-{page}"]
        assert {case.theme for case in of_page} == set(THEMES)
        assert {(case.size, case.scale) for case in of_page} >= {
            (DESK, 1.0), (DESK, 1.5), (DESK, 2.0), (FULL_HD, 1.0), (ULTRA_HD, 1.0)
        }  # fmt: skip

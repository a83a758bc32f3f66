"""Every page looks as it was kept, in each size, scale and theme and on each kind of day."""

import os
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.pictures.cases import Case, cases
from tests.pictures.likeness import difference, keep, reduced
from tests.pictures.studio import REFERENCES, draw_all

# Measured: letters drawn at another scale differ by at most 17 in a tile, a state that changed by 54.
LIMIT = 28.0


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the pictures as they are now; it is kept where NOCWALL_PICTURES says."""
    kept = os.environ.get("NOCWALL_PICTURES")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("pictures")
    draw_all(folder)
    return folder


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_page_looks_as_it_was_kept(case: Case, drawn: Path) -> None:
    """A page that looks otherwise is looked at by somebody before it is kept."""
    now = QImage(str(drawn / f"{case.name}.png"))
    assert (now.width(), now.height()) == tuple(round(length * case.scale) for length in case.size)
    kept = QImage(str(REFERENCES / f"{case.name}.webp")).convertToFormat(QImage.Format.Format_RGB888)
    assert not kept.isNull(), "not kept yet: python -m tests.pictures FOLDER, and look at it there"
    apart = difference(kept, reduced(now))
    row, column = divmod(int(apart.argmax()), apart.shape[1])
    assert apart.max() <= LIMIT, (
        f"differs most at {column / apart.shape[1]:.0%} right, {row / apart.shape[0]:.0%} down. "
        "NOCWALL_PICTURES=FOLDER keeps the drawings; if it is as wished: python -m tests.pictures FOLDER"
    )


def test_no_picture_is_kept_in_vain() -> None:
    """Each kept picture belongs to a case."""
    assert {path.stem for path in REFERENCES.glob("*.webp")} == {case.name for case in cases()}


def test_a_changed_state_is_seen(tmp_path: Path) -> None:
    """The comparison can fail: a mark of another colour is a difference, the same picture is none."""
    case = cases()[0]
    kept = QImage(str(REFERENCES / f"{case.name}.webp")).convertToFormat(QImage.Format.Format_RGB888)
    other = kept.copy()
    for x in range(200, 206):
        for y in range(100, 106):
            other.setPixelColor(x, y, "#F9573F")
    keep(kept, tmp_path / "same.webp")
    same = QImage(str(tmp_path / "same.webp")).convertToFormat(QImage.Format.Format_RGB888)
    assert difference(kept, same).max() == 0
    assert difference(kept, other).max() > LIMIT

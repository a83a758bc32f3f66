"""Every dialog, with every kind of names and answers, in every theme, is whole."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from app.shell.dialogs import quiet
from tests.language.pseudo import Pseudo
from tests.shell.conftest import Live
from tests.shell.dialogs.faults import faults
from tests.shell.dialogs.gallery import DIALOGS, Case, cases, over
from widgets.palette import ThemeName

ROOT = Path(__file__).parents[3]


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give a place for what is wrong; the preview of a silence does not wait."""
    monkeypatch.setattr(quiet, "TYPED", 0.001)
    return []


def test_no_dialog_is_cut_or_overlaps(live: Live, found: list[str]) -> None:
    """No text is cut, nothing overlaps or is nameless, Tab goes as one reads, and Esc leads out."""

    def see(dialog: QDialog, case: Case, theme: ThemeName) -> None:
        found.extend(f"{case.title} {theme}: {fault}" for fault in faults(dialog))
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        if dialog.isVisible():
            found.append(f"{case.title}: Esc does not lead out")

    live(over(cases(), ("dark",), see))
    assert not found


def test_a_longer_language_fits(live: Live, found: list[str]) -> None:
    """With texts 40 % longer every dialog is still whole."""

    def see(dialog: QDialog, case: Case, _theme: ThemeName) -> None:
        found.extend(f"{case.title}: {fault}" for fault in faults(dialog))
        if dialog.width() > 1280 or dialog.height() > 800:
            found.append(f"{case.title}: larger than a small screen, {dialog.width()} x {dialog.height()}")

    with Pseudo():
        live(over([Case(dialog, "short") for dialog in DIALOGS], ("dark",), see))
    assert not found


def test_every_theme_at_twice_the_scale_is_whole(tmp_path: Path) -> None:
    """On a 4K desktop, in each theme, texts and edges can be seen and nothing is cut."""
    command = [sys.executable, "-m", "tests.shell.dialogs.gallery", str(tmp_path), "long-full"]
    done = subprocess.run(
        [*command, "--scale", "2", "--judge"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("", 0), done.stderr[-2000:]

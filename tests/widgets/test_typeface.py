"""The typeface travels with the program."""

import pytest
from PySide6.QtGui import QFontInfo, QFontMetricsF
from pytestqt.qtbot import QtBot

from widgets.palette import tokens
from widgets.typeface import Typeface, register_fonts


def test_inter_is_used_in_its_weights(qtbot: QtBot) -> None:  # noqa: ARG001 - needs Qt
    """Each weight of the tokens is found as Inter, not replaced."""
    assert register_fonts()
    typeface = Typeface()
    for weight in tokens().font["weights"].values():
        assert QFontInfo(typeface.font(24, weight)).family() == "Inter"
    assert typeface.width("Databases", 40, 700) > typeface.width("Databases", 40, 500)


def test_figures_have_one_width(qtbot: QtBot) -> None:  # noqa: ARG001 - needs Qt
    """Numbers do not jitter: every digit is as wide as the others."""
    typeface = Typeface()
    widths = [typeface.width(digit * 8, 32, 600) for digit in "0123456789"]
    assert max(widths) - min(widths) < 1  # pixels over eight figures


def test_widths_of_texts_that_are_in_use_are_kept(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - needs Qt
    """Ages make new texts for months: what nobody writes any more is forgotten, what stands is not."""
    monkeypatch.setattr(Typeface, "LIMIT", 50)
    typeface, measured = Typeface(), list[str]()
    found = typeface._measure

    def noted(pixels: int, weight: int) -> QFontMetricsF:
        measured.append("")
        return found(pixels, weight)

    monkeypatch.setattr(typeface, "_measure", noted)
    for second in range(500):
        typeface.width("Payments", 20, 500)
        typeface.width(f"since {second} s", 20, 500)
    assert len(measured) == 501
    assert len(typeface._widths) + len(typeface._former) <= 100

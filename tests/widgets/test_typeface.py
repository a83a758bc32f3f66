"""The typeface travels with the program."""

from PySide6.QtGui import QFontInfo
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

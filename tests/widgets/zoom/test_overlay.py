"""Levels over a plot and what they are called."""

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.model.quantity import Unit
from widgets.look import Look
from widgets.plot import Sight
from widgets.scale import Scale
from widgets.strip_paint import Frame
from widgets.zoom.levels import Rule
from widgets.zoom.overlay import Overlay

WIDE, HIGH, U = 800, 400, 8.0
WORDS = QRect(4, 0, 40, HIGH)  # where the first level is named


def painted(qtbot: QtBot, *rules: Rule) -> QImage:
    """Return a picture of an overlay with these levels."""
    look, parent = Look("dark"), QWidget()
    qtbot.addWidget(parent)
    parent.resize(WIDE, HIGH)
    over = Overlay(look, parent)
    over.resize(WIDE, HIGH)
    frame = Frame(WIDE, HIGH, U, look)
    sight = Sight(QRectF(0, 0, WIDE, HIGH), 0.0, 60.0, frame, Scale(0.0, 100.0), 1.0)
    over.show_over(sight, rules, Unit.NONE, U)
    image = QImage(WIDE, HIGH, QImage.Format.Format_ARGB32)
    image.fill(0)
    over.render(image, QPoint(0, 0), renderFlags=QWidget.RenderFlag.DrawChildren)
    return image


def test_no_level_is_drawn_through_the_words_of_another(qtbot: QtBot) -> None:
    """Where p95 lies just above p50, its line ends at what p50 is called."""
    middle, above = Rule(50.0, "p50", "ink3"), Rule(52.5, "p95", "ink3")
    alone, both = painted(qtbot, middle), painted(qtbot, middle, above)
    line = HIGH - round(HIGH * 0.525)
    named = WORDS.intersected(QRect(0, line - 1, WIDE, 3))
    assert both.copy(QRect(500, line - 1, 100, 3)) != alone.copy(QRect(500, line - 1, 100, 3))
    assert both.copy(named) == alone.copy(named)

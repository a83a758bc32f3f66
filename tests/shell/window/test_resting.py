"""The ring of the keyboard goes from a wall at which nobody sits."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.shell.window.resting import RestingKeyboard


def test_the_ring_goes_when_nobody_moves_it(qtbot: QtBot) -> None:
    """A section that got the focus loses it after the time, not before, and each move begins it anew."""
    window = QWidget()
    qtbot.addWidget(window)
    sections = [QWidget(window), QWidget(window)]
    for section in sections:
        section.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    resting = RestingKeyboard(window, after=60_000)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    for section in sections:
        section.setFocus()
        assert section.hasFocus()
    assert resting.timer.isActive()
    resting.timer.timeout.emit()
    assert not any(section.hasFocus() for section in sections)

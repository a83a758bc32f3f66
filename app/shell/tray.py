"""The tray icon: the same verdict as the wall, in 16 pixels; never the only way back to the window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.model.board import Board, Counts, Summary
from app.model.incident import Incident
from app.model.phrase import foreign
from app.shell.dialogs.label import literal
from widgets.tr import tr, tr_phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

OFFERED = 5  # incidents in the menu; the rest is counted


class Tray(QObject):
    """Follows boards. Made anew by ``renew`` when a tray host appears, for that one knows nothing of us."""

    open_wished = Signal()
    take_wished = Signal(str)  # incident
    mute_wished = Signal()
    test_wished = Signal()
    quit_wished = Signal()
    pop_over_wished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon: QSystemTrayIcon | None = None
        self._menu = QMenu()  # the tray icon does not own it
        self._summary = Summary()
        self._picture = _picture(self._summary)
        self._sign: object = None  # what the picture shows
        self._painted: object = None  # what the icon shows
        self._tip = tr("Nocwall is starting")
        self._key: object = None
        self._offer(())

    @property
    def there(self) -> bool:
        """Whether a host shows the icon; asked of the desktop each time."""
        return self._icon is not None and QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def _muted(self) -> bool:
        return self._summary.muted_until is not None

    def renew(self) -> None:
        """Make the icon for the tray host of now."""
        former, self._icon = self._icon, None
        if former is not None:
            former.hide()
            former.deleteLater()
        icon = QSystemTrayIcon(self)
        icon.setContextMenu(self._menu)
        icon.activated.connect(self._activated)
        self._icon = icon
        self._paint()
        icon.show()

    def show_board(self, board: Board) -> None:
        """Show the verdict; the icon is touched only where something is new."""
        self._summary = board.summary
        sign = (board.summary.glyph, board.summary.taken, board.summary.sound, _light_panel())
        if sign != self._sign:
            self._sign = sign
            self._picture = _picture(board.summary)
        self._tip = tooltip(board.summary)
        key = (self._muted, tuple((i.id, i.taken, i.title) for i in board.incidents))
        if key != self._key:
            self._key = key
            self._offer([incident for incident in board.incidents if not incident.taken])
        self._paint()

    def close(self) -> None:
        """Take the icon away for good."""
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None
        self._menu.deleteLater()

    def _paint(self) -> None:
        if self._icon is None:
            return
        if self._painted != (self._icon, self._sign):
            self._painted = (self._icon, self._sign)
            self._icon.setIcon(self._picture)
        if self._icon.toolTip() != self._tip:
            self._icon.setToolTip(self._tip)

    def _offer(self, incidents: "Sequence[Incident]") -> None:
        menu = self._menu
        menu.clear()
        menu.addAction(tr("Open the wall")).triggered.connect(self.open_wished)
        menu.addSeparator()
        for incident in incidents[:OFFERED]:
            label = tr("Take {id}: {title}", id=incident.id, title=foreign(tr_phrase(incident.title), 60))
            action = menu.addAction(literal(label))
            action.triggered.connect(lambda _checked=False, id_=incident.id: self.take_wished.emit(id_))
        if len(incidents) > OFFERED:
            rest = menu.addAction(tr("{count} more on the wall", count=str(len(incidents) - OFFERED)))
            rest.triggered.connect(self.open_wished)
        if incidents:
            menu.addSeparator()
        mute = tr("Sound on again") if self._muted else tr("Mute 15 min")
        menu.addAction(mute).triggered.connect(self.mute_wished)
        menu.addAction(tr("Test tone")).triggered.connect(self.test_wished)
        menu.addSeparator()
        menu.addAction(tr("Quit")).triggered.connect(self.quit_wished)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.pop_over_wished.emit()
        elif reason is QSystemTrayIcon.ActivationReason.DoubleClick:
            self.open_wished.emit()


def tooltip(summary: Summary) -> str:
    """Return the verdict and the counts; a zero is not worth a word here."""
    return "\n".join((tr_phrase(summary.headline) or tr("Nocwall is starting"), *_counted(summary.counts)))


def _counted(counts: Counts) -> tuple[str, ...]:
    words = (
        (counts.critical, tr("{count} critical", count=str(counts.critical))),
        (counts.warning, tr("{count} warning", count=str(counts.warning))),
        (counts.unknown, tr("{count} unknown", count=str(counts.unknown))),
        (counts.maintenance, tr("{count} in maintenance", count=str(counts.maintenance))),
        (counts.pending, tr("{count} waiting", count=str(counts.pending))),
        (counts.ok, tr("{count} OK", count=str(counts.ok))),
    )
    told = [word for count, word in words if count]
    return (", ".join(told),) if told else ()


def _picture(summary: Summary) -> QIcon:
    from widgets.tray_icon import tray_icon

    return tray_icon(summary, light_panel=_light_panel())


def _light_panel() -> bool:
    """Guess the panel's brightness by the desktop's colours; most panels are dark where nothing is said."""
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Light

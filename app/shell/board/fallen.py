"""A window that was started again after a fall says so for a while."""

from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.desktop.falls import Falls
from app.model.phrase import foreign, phrase
from app.model.state import State
from app.shell.board.own_banners import OwnBanners

SHOWN = 600_000  # milliseconds


def tell_fall(falls: Falls | None, own: OwnBanners, parent: QObject) -> None:
    """Raise a strip where the window before this one fell."""
    if falls is not None and falls.fell:
        text = phrase(
            "This window fell by a fault of its own ({how}) and was started again; see {file}",
            how=foreign(falls.fell, 60),
            file=falls.log.name,
        )
        own.lift("fell", State.UNKNOWN, text)
        QTimer.singleShot(SHOWN, parent, partial(own.lower, "fell"))

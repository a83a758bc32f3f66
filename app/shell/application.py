"""The Qt application round a session or a snapshot."""

import faulthandler
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.shell.opening import Opening
from app.shell.options import Options
from app.shell.window.theme import STYLE, STYLED

if TYPE_CHECKING:  # loaded when the window is on the screen
    from app.shell.garbage import Collector
    from app.shell.session import Session
    from app.shell.snapshot import Shot

# What is loaded for the link, and then for the session; each takes less than a frame.
LINK = ("app.model.message", "app.link.follow", "app.shell.calling")
SESSION = ("app.shell.board.last_known", "app.shell.outlets", "app.shell.window.walls", "app.shell.session")

OnSession = Callable[["Session"], object]


def run_session(options: Options, on_session: OnSession = lambda _session: None) -> int:
    """Run a shell to its end and return the exit code. ``on_session``: who measures it looks on."""
    if options.falls is None and sys.stderr is not None:
        faulthandler.enable()  # a window that falls in Qt's own code leaves its stack all the same
    application = made_application()
    opening = Opening(options, application)
    opening.paint()
    if options.falls is not None and options.falls.guard:
        from app.desktop.tied import tie_to

        tie_to(options.falls.guard, signal.SIGKILL)
    from app.shell import loop
    from app.shell.loading import stepped

    sessions: list[Session] = []

    async def live(collector: "Collector") -> int:
        opening.preferences.begin()
        call = (await stepped(*LINK)).Call(options, opening)
        session = await stepped(*SESSION)
        made = session.Session(options, application, collector, opening, call)
        sessions.append(made)
        on_session(made)
        return await sessions[0].run()

    def fault(error: BaseException, what: str) -> None:
        for session in sessions:
            session.fault(error, what)

    return loop.run(application, live, fault)


def run_snapshot(shot: "Shot") -> int:
    """Draw one picture; says on the standard error stream what is remarkable."""
    from app.shell import loop
    from app.shell.snapshot import NoPicture, take

    application = made_application()

    async def draw(_collector: "Collector") -> int:
        try:
            remark = await take(shot, application)
        except NoPicture as problem:
            sys.stderr.write(f"nocwall: {problem}\n")
            return 1
        if remark:
            sys.stderr.write(f"nocwall: {remark}\n")
        return 0

    return loop.run(application, draw, lambda _error, _what: None)


def made_application() -> QApplication:
    """Return the application; it lives on in the tray when the last window is closed."""
    application = QApplication([*sys.argv[:1], *STYLE])
    application.setProperty(STYLED, True)
    application.setApplicationName("Nocwall")
    application.setDesktopFileName("nocwall")
    application.setQuitOnLastWindowClosed(False)
    return application

"""Opens the dialogs that join and part incidents."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QDialog

from app.shell.bridge import Bridge
from app.shell.dialogs.regroup import RegroupDialog
from app.shell.dialogs.regrouping import Form, Joining, Parting
from app.shell.preferences import Keeper
from app.shell.tasks import Tasks
from app.shell.window.main_window import MainWindow, dialog_parent


class Regroups:
    """Both ask first, and offer to take back what was done; ``show`` opens a dialog and keeps it."""

    def __init__(
        self,
        bridge: Bridge,
        preferences: Keeper,
        window: MainWindow,
        *,
        tasks: Tasks,
        show: Callable[[QDialog], None],
    ) -> None:
        self._bridge, self._preferences, self._window = bridge, preferences, window
        self._tasks, self._show = tasks, show

    def merge(self, into: str = "", what: Sequence[str] = ()) -> None:
        """Make others part of an incident; of the worst, unless one is named."""
        self._open(Joining(), into, what)

    def split(self, incident: str = "", part: Sequence[str] = ()) -> None:
        """Take a part out of an incident; of the first that has several, unless one is named."""
        self._open(Parting(), incident, part)

    def _open(self, form: Form, chosen: str, ticked: Sequence[str]) -> None:
        self._show(
            RegroupDialog(
                form,
                ask=self._bridge.ask,
                who=self._preferences.present.who,
                tasks=self._tasks,
                chosen=chosen,
                ticked=ticked,
                parent=dialog_parent(self._window),
            )
        )

"""Actions and menus of a window, made of the table of keys."""

from collections.abc import Callable, Iterable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow

from app.shell.dialogs.label import literal
from app.shell.window.keys import MENUS, Act, Key
from widgets.tr import tr


def add_actions(window: QMainWindow, keys: Iterable[Key], act: Callable[[Act], None], *, menus: bool) -> None:
    """Give the window one action a key, and menus of them if wished; a menu without entries is left out."""
    made = {key: _action(window, key, act) for key in keys}
    for action in made.values():
        window.addAction(action)  # also here, so that keys work while the menu is hidden
    if not menus:
        return
    for title in MENUS:
        entries = [action for key, action in made.items() if key.menu == title]
        if entries:
            window.menuBar().addMenu(tr(title)).addActions(entries)
    from app.shell.dialogs.inner_names import name_parts  # a wall, which has no menu, need not wait for it

    name_parts(window)


def _action(window: QMainWindow, key: Key, act: Callable[[Act], None]) -> QAction:
    action = QAction(literal(tr(key.text)), window)
    action.setShortcuts([QKeySequence(each) for each in key.keys])
    action.triggered.connect(lambda: act(key.act))
    return action

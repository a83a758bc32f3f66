"""What can be done about a row, by menu, letter and palette alike."""

import enum
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.model.matcher import Matcher
from app.shell.desk.subject import Subject
from app.shell.dialogs.label import literal
from app.shell.wishes import Wishes
from widgets.tr import tr


class RowAct(enum.Enum):
    """What is done about a row."""

    OPEN = enum.auto()
    CHART = enum.auto()
    TAKE = enum.auto()
    MERGE = enum.auto()
    SPLIT = enum.auto()
    SILENCE = enum.auto()
    RECHECK = enum.auto()
    WHY = enum.auto()
    COPY = enum.auto()


class Entry(NamedTuple):
    """One line of the menu: its key as Qt names it, its words, and why it cannot be done now."""

    act: RowAct
    key: str
    text: str
    why_not: str = ""


MOST_AT_ONCE = 100  # checks that one wish runs: more would be a load of its own
LETTERS = {
    "A": RowAct.TAKE,
    "J": RowAct.MERGE,
    "P": RowAct.SPLIT,
    "R": RowAct.RECHECK,
    "W": RowAct.WHY,
    "Q": RowAct.SILENCE,
    "Z": RowAct.CHART,
}


def entries(subjects: Sequence[Subject], away: str) -> list[Entry]:
    """Return the lines for the chosen rows; ``away`` says why nothing can be changed now."""
    first = subjects[0] if subjects else Subject()
    no_check = "" if first.check else tr("it is about no check")
    nothing = "" if first.check or first.incident else tr("it is about no check and no incident")
    untaken = any(subject.takeable for subject in subjects)
    no_take = "" if untaken else tr("no incident that somebody may take")
    no_open = "" if any(subject.open for subject in subjects) else tr("it is about no open incident")
    too_many = len(subjects) > MOST_AT_ONCE
    no_checks = tr("at most {n} at once", n=str(MOST_AT_ONCE)) if too_many else no_check
    many = tr("Check them now") if len(subjects) > 1 else tr("Check it now")
    return [
        Entry(RowAct.OPEN, "Return", tr("Details"), nothing),
        Entry(RowAct.CHART, "Z", tr("Chart"), no_check),
        Entry(RowAct.TAKE, "A", tr("Take the incident"), away or no_take),
        Entry(RowAct.MERGE, "J", tr("Join incidents"), away or no_open),
        Entry(RowAct.SPLIT, "P", tr("Split the incident"), away or no_open),
        Entry(RowAct.SILENCE, "Q", tr("Silence"), away or ("" if first.target else no_check)),
        Entry(RowAct.RECHECK, "R", many, away or no_checks),
        Entry(RowAct.WHY, "W", tr("Why it is so"), no_check),
        Entry(RowAct.COPY, "Ctrl+C", tr("Copy as text")),
    ]


def row_menu(parent: QWidget, lines: Sequence[Entry], act: Callable[[RowAct], None]) -> QMenu:
    """Return the menu; what cannot be done stands there with the reason."""
    menu = QMenu(parent)
    menu.setAccessibleName(tr("Actions of the row"))
    for line in lines:
        text = f"{line.text} ({line.why_not})" if line.why_not else line.text
        action = menu.addAction(literal(text))
        action.setShortcut(QKeySequence(line.key))
        action.setShortcutVisibleInContextMenu(True)
        action.setEnabled(not line.why_not)
        action.triggered.connect(lambda _=False, what=line.act: act(what))
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def perform(act: RowAct, subjects: Sequence[Subject], wishes: Wishes) -> None:
    """Do it: what opens a window opens one, of the first row."""
    first = subjects[0] if subjects else Subject()
    match act:
        case RowAct.OPEN if first.of_incident:
            wishes.incident(first.incident)
        case RowAct.OPEN if first.check:
            wishes.detail(first.check)
        case RowAct.CHART if first.check:
            wishes.charts.open(first.check)
        case RowAct.TAKE:
            wishes.take(next((each.incident for each in subjects if each.takeable), ""))
        case RowAct.MERGE | RowAct.SPLIT:
            _regroup(act, [each for each in subjects if each.open], wishes)
        case RowAct.SILENCE if first.target:
            wishes.quiet(Matcher(label="target", value=first.target).written())
        case RowAct.RECHECK:
            for name in dict.fromkeys(each.check for each in subjects if each.check):
                wishes.recheck(name)
        case RowAct.WHY if first.check:
            wishes.why(first.check)


def _regroup(act: RowAct, subjects: Sequence[Subject], wishes: Wishes) -> None:
    """Open what joins the incidents of the rows into the first, or takes the checks of the rows out of it."""
    first = subjects[0] if subjects else Subject()
    if act is RowAct.MERGE:
        others = dict.fromkeys(each.incident for each in subjects if each.incident != first.incident)
        wishes.regroups.merge(first.incident, tuple(others))
    else:
        checks = [each.check for each in subjects if not each.of_incident and each.incident == first.incident]
        wishes.regroups.split(first.incident, tuple(checks))

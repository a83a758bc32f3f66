"""Marks of what happened, for charts that many things share."""

from collections.abc import Iterable

from app.model.board import Board
from app.model.incident import Incident
from widgets.strip_paint import Mark

MOST = 24  # the newest: more would be a hatch


def board_marks(board: Board) -> tuple[Mark, ...]:
    """Return what charts of many things mark: open incidents, and what people marked that was done."""
    done = [Mark(each.at.wall, "deployed") for each in board.deploys]
    return tuple(sorted([*incident_marks(board.incidents), *done])[-MOST:])


def incident_marks(incidents: Iterable[Incident]) -> tuple[Mark, ...]:
    """Return when incidents began, were taken and ended, oldest first."""
    marks: list[Mark] = []
    for incident in incidents:
        marks.append(Mark(incident.began.wall, "began"))
        if incident.acknowledged is not None:
            marks.append(Mark(incident.acknowledged.wall, "taken"))
        if incident.closed is not None:
            marks.append(Mark(incident.closed.wall, "ended"))
    return tuple(sorted(marks)[-MOST:])

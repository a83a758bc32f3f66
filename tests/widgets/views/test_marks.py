"""Marks tell on a chart when incidents began, were taken and ended."""

from msgspec.structs import replace

from tests.widgets.boards import bad_day
from widgets.views.marks import MOST, incident_marks


def test_an_incident_has_a_mark_for_each_turn() -> None:
    """Beginning, acknowledgement and end each have their mark, in the order of time."""
    incident = bad_day().board.incidents[0]
    began = incident.began
    whole = replace(incident, acknowledged=began.later(60), closed=began.later(600))
    assert [(mark.at - began.wall, mark.event) for mark in incident_marks([whole])] == [
        (0, "began"),
        (60, "taken"),
        (600, "ended"),
    ]


def test_a_flood_of_incidents_leaves_a_chart_to_be_seen() -> None:
    """Only the newest marks are drawn."""
    incident = bad_day().board.incidents[0]
    flood = [replace(incident, began=incident.began.later(number)) for number in range(100)]
    marks = incident_marks(flood)
    assert len(marks) == MOST
    assert marks[-1].at == incident.began.wall + 99

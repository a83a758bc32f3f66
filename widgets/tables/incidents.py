"""The table of incidents: those that are open, and the history of those that are over."""

from typing import Final

from app.model.clock import Moment
from app.model.incident import Incident
from app.model.quantity import age
from widgets.sign import Sign
from widgets.tables.column import Column, Kind
from widgets.tables.texts import folded, iso, owners, wall
from widgets.time_marks import full_words
from widgets.tr import tr, tr_phrase
from widgets.views.incident_cards import incident_glyph, owner_words
from widgets.views.words import element_title


def _lasted(incident: Incident, now: Moment) -> str:
    return age((incident.closed or now).seconds_since(incident.began))


def _length(incident: Incident) -> float:
    """Return what sorts by length: of an open one, how long ago it began is not known without a clock."""
    if incident.closed is None:
        return float("inf")
    return incident.closed.seconds_since(incident.began)


def _standing(incident: Incident, _now: Moment) -> str:
    if incident.withdrawn:
        return tr("Withdrawn")
    if incident.merged_into:
        return tr("Became part of {id}", id=incident.merged_into)
    return tr("Over") if incident.closed is not None else owner_words(incident)


def _sign(incident: Incident) -> Sign:
    quiet = incident.taken or bool(incident.blocked_by) or incident.suppressed is not None
    return Sign(incident_glyph(incident), taken=quiet, dim=incident.closed is not None)


def _rank(incident: Incident) -> tuple[int, int, float]:
    """Return what sorts by standing: open and untaken, open, over; the worst first, then the newest."""
    group = 2 if incident.closed is not None else int(_sign(incident).taken)
    return group, incident.severity if group < 2 else 0, -incident.began.wall


def _words(incident: Incident) -> str:
    parts = (
        incident.id,
        tr_phrase(incident.title),
        tr_phrase(incident.cause),
        incident.owner,
        *incident.hit,
        element_title(incident.element),
    )
    return "\n".join(parts)


def _states(incident: Incident) -> tuple[str, ...]:
    if incident.closed is not None:
        return "closed", "over", tr("over")
    return "open", tr("open"), incident.level.value, "taken" if incident.taken else "untaken"


def _number(incident: Incident) -> tuple[int, str]:
    digits = "".join(sign for sign in incident.id if sign.isdigit())
    return int(digits or 0), incident.id


INCIDENTS: Final = Kind[Incident](
    id="incidents",
    identity=lambda incident: incident.id,
    words=_words,
    sort="standing",
    fields={
        "state": _states,
        "class": lambda incident: (incident.element.value, element_title(incident.element)),
        "owner": lambda incident: owners(incident.owner),
        "target": lambda incident: incident.hit,
        "severity": lambda incident: (str(incident.severity),),
        "id": lambda incident: (incident.id,),
        "check": lambda incident: tuple(key.check for key in (*incident.alerts, *incident.past)),
    },
    columns=(
        Column(
            id="standing",
            title="How it stands",
            text=_standing,
            key=_rank,
            wide=24,
            sign=_sign,
            loud=True,
        ),
        Column(
            id="id",
            title="Incident",
            text=lambda incident, _: incident.id,
            key=_number,
            wide=9,
        ),
        Column(
            id="title",
            title="What",
            text=lambda incident, _: tr_phrase(incident.title),
            key=lambda incident: folded(tr_phrase(incident.title)),
            wide=36,
            loud=True,
        ),
        Column(
            id="cause",
            title="Cause",
            text=lambda incident, _: tr_phrase(incident.cause),
            key=lambda incident: folded(tr_phrase(incident.cause)),
            wide=36,
            stretch=True,
        ),
        Column(
            id="began",
            title="Began",
            text=lambda incident, now: full_words(incident.began.wall, now.wall),
            key=lambda incident: incident.began.wall,
            plain=lambda incident: iso(incident.began),
            wide=20,
            right=True,
        ),
        Column(id="lasted", title="Lasted", text=_lasted, key=_length, wide=11, right=True),
        Column(
            id="severity",
            title="Severity",
            text=lambda incident, _: tr("{n} of 4", n=str(incident.severity)),
            key=lambda incident: incident.severity,
            wide=9,
        ),
        Column(
            id="owner",
            title="Who has it",
            text=lambda incident, _: incident.owner,
            key=lambda incident: folded(incident.owner),
            wide=14,
            hidden=True,
        ),
        Column(
            id="class",
            title="Class",
            text=lambda incident, _: element_title(incident.element),
            key=lambda incident: folded(element_title(incident.element)),
            wide=18,
            hidden=True,
        ),
        Column(
            id="hit",
            title="Targets",
            text=lambda incident, _: ", ".join(incident.hit),
            key=lambda incident: incident.size,
            wide=20,
            hidden=True,
        ),
        Column(
            id="closed",
            title="Over at",
            text=lambda incident, now: full_words(incident.closed.wall, now.wall) if incident.closed else "",
            key=lambda incident: wall(incident.closed),
            plain=lambda incident: iso(incident.closed),
            wide=20,
            right=True,
            hidden=True,
        ),
    ),
)

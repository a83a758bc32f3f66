"""The table of all checks."""

from typing import Final

from app.model.board import CheckView
from app.model.clock import Moment
from app.model.quantity import Unit, percent, quantity
from app.model.state import State
from widgets.sign import sign_of_check
from widgets.tables.column import Column, Kind
from widgets.tables.texts import folded, iso, older, owners
from widgets.tr import tr, tr_phrase
from widgets.views.deviations import deviates, order, stale_words
from widgets.views.telling import telling_series
from widgets.views.words import element_title, since_words, state_word, view_word

_SOFT, _MAINTENANCE = 4, 7  # after warnings, and after what is good


def _rank(view: CheckView) -> tuple[int, float]:
    """Return what sorts by state: what needs someone first, of those what is new."""
    since = -view.since.wall if view.since else 0.0
    if view.maintenance:
        return _MAINTENANCE, since
    return (_SOFT if view.soft and not view.stale else order(view)), since


def _state(view: CheckView, _now: Moment) -> str:
    if view.soft and not view.maintenance and not view.stale:
        return tr("Checking {n} of {m}", n=str(view.attempt), m=str(view.attempts))
    return view_word(view)


def _reason(view: CheckView, now: Moment) -> str:
    if view.stale:
        return stale_words((view,), now)[0]
    parts = [tr_phrase(view.sentence)]
    if view.blocked_by:
        parts.append(tr("behind {name}", name=view.blocked_by))
    if view.silenced.template:
        parts.append(tr_phrase(view.silenced))
    return " · ".join(part for part in parts if part)


def _value(view: CheckView, _now: Moment) -> str:
    series = telling_series(view)
    if series is None:
        return ""
    if view.stale or series.value is None:
        return tr("No proof")
    return quantity(series.value, series.unit)


def _number(view: CheckView) -> float | None:
    series = telling_series(view)
    return None if series is None or view.stale else series.value


def _available(view: CheckView, _now: Moment) -> str:
    return tr("No proof") if view.availability is None else tr("{value} %", value=percent(view.availability))


def _words(view: CheckView) -> str:
    parts = (
        view.name,
        view.id,
        view.target_name,
        view.short,
        view.kind,
        view.address,
        view.owner,
        view.incident,
        element_title(view.element),
        view_word(view),
        tr_phrase(view.sentence),
    )
    return "\n".join(parts)


def _states(view: CheckView) -> tuple[str, ...]:
    """Return by what ``state:`` finds a check: its state, its word, ``bad`` where it deviates."""
    found = [view.state.value, state_word(view.state), view_word(view)]
    told = (
        ("bad", deviates(view)),
        ("good", view.state is State.OK and not view.maintenance),
        ("stale", view.stale),
        ("soft", view.soft),
        ("flapping", view.flapping),
        ("maintenance", bool(view.maintenance)),
        ("silenced", bool(view.silenced.template)),
    )
    return (*found, *(word for word, holds in told if holds))


CHECKS: Final = Kind[CheckView](
    id="checks",
    identity=lambda view: view.id,
    words=_words,
    sort="state",
    fields={
        "state": _states,
        "class": lambda view: (view.element.value, element_title(view.element)),
        "owner": lambda view: owners(view.owner),
        "target": lambda view: (view.target, view.target_name),
        "check": lambda view: (view.id, view.name),
        "kind": lambda view: (view.kind,),
        "address": lambda view: (view.address,),
        "incident": lambda view: (view.incident,),
        "reason": lambda view: (tr_phrase(view.sentence),),
    },
    columns=(
        Column(id="state", title="State", text=_state, key=_rank, wide=15, sign=sign_of_check, loud=True),
        Column(
            id="name",
            title="Check",
            text=lambda view, _: view.name,
            key=lambda view: folded(view.name),
            wide=24,
            loud=True,
        ),
        Column(
            id="value",
            title="Value",
            text=_value,
            key=_number,
            wide=11,
            right=True,
            loud=True,
        ),
        Column(
            id="reason",
            title="Reason",
            text=_reason,
            key=lambda view: folded(tr_phrase(view.sentence)),
            wide=36,
            stretch=True,
        ),
        Column(
            id="since",
            title="For",
            text=lambda view, now: since_words(view.since, now),
            key=lambda view: older(view.since),
            plain=lambda view: iso(view.since),
            wide=12,
            right=True,
        ),
        Column(
            id="owner",
            title="Who has it",
            text=lambda view, _: view.owner,
            key=lambda view: folded(view.owner),
            wide=14,
        ),
        Column(
            id="class",
            title="Class",
            text=lambda view, _: element_title(view.element),
            key=lambda view: tuple(type(view.element)).index(view.element),
            wide=18,
        ),
        Column(
            id="target",
            title="Target",
            text=lambda view, _: view.target_name,
            key=lambda view: folded(view.target_name),
            wide=20,
            hidden=True,
        ),
        Column(
            id="last",
            title="Last answer",
            text=lambda view, now: since_words(view.last, now) or tr("none yet"),
            key=lambda view: older(view.last),
            plain=lambda view: iso(view.last),
            wide=12,
            right=True,
            hidden=True,
        ),
        Column(
            id="incident",
            title="Incident",
            text=lambda view, _: view.incident,
            key=lambda view: folded(view.incident),
            wide=9,
            hidden=True,
        ),
        Column(
            id="available",
            title="Available",
            text=_available,
            key=lambda view: view.availability,
            wide=11,
            right=True,
            hidden=True,
        ),
        Column(
            id="kind",
            title="Kind",
            text=lambda view, _: view.kind,
            key=lambda view: folded(view.kind),
            wide=10,
            hidden=True,
        ),
        Column(
            id="address",
            title="Address",
            text=lambda view, _: view.address,
            key=lambda view: folded(view.address),
            wide=24,
            hidden=True,
        ),
        Column(
            id="interval",
            title="Every",
            text=lambda view, _: quantity(view.interval, Unit.SECONDS),
            key=lambda view: view.interval,
            wide=8,
            right=True,
            hidden=True,
        ),
        Column(
            id="id",
            title="Name in the inventory",
            text=lambda view, _: view.id,
            key=lambda view: folded(view.id),
            wide=24,
            hidden=True,
        ),
    ),
)

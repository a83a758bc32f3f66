"""What becomes one incident, and for how long it may go on."""

from typing import Any, Final

from app.inventory.entry.fit import fit
from app.inventory.entry.grouping_form import GroupingForm
from app.inventory.entry.routing import matchers_at
from app.inventory.text.tree import BROKEN, Spot
from app.inventory.text.units import duration
from app.model.grouping import REOPEN_WITHIN, Grouping
from app.model.matcher import OF_FINDINGS, OF_THINGS
from app.model.phrase import foreign, phrase

_LABEL: Final = "label:"
_NAMES: Final = (*OF_THINGS, *(name for name in OF_FINDINGS if name not in ("severity", "level")))
_DAY: Final = 86_400.0


def groupings(raw: Any, spot: Spot) -> tuple[Grouping, ...]:
    """Return the list; whatever is wrong is reported."""
    if not isinstance(raw, list):
        spot.report(
            "not-a-list",
            phrase("this is not a list of groupings"),
            phrase("write {form}", form="grouping: [{match: element=payment, by: [element], within: 2m}]"),
        )
        return ()
    found = (_grouping(each, spot.at(index)) for index, each in enumerate(raw))
    return tuple(each for each in found if each is not None)


def _grouping(raw: Any, spot: Spot) -> Grouping | None:
    form = None if raw is BROKEN else fit(raw, GroupingForm, spot)
    if form is None:
        return None
    for index, name in enumerate(form.by):
        label = name.removeprefix(_LABEL)
        if name not in _NAMES and (label == name or not label):
            spot.at("by", index).report(
                "unknown-label",
                phrase("alerts have nothing called {name} in common", name=foreign(name, 60)),
                phrase("write one of {words}, or label:NAME", words=", ".join(_NAMES)),
            )
    return Grouping(match=matchers_at(form.match, spot.at("match")), by=form.by, within=form.within)


def reopen_within(raw: Any, spot: Spot) -> float:
    """Return the seconds; 0: never."""
    seconds = duration(raw) if isinstance(raw, str) else raw
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= _DAY:
        spot.report(
            "bad-duration",
            phrase("this is not a time up to a day"),
            phrase("write {form}", form="reopen_within: 10m"),
        )
        return REOPEN_WITHIN
    return float(seconds)

"""Maintenance windows, inhibitions and the time zone."""

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final

from app.inventory.entry.fit import fit
from app.inventory.entry.planned_forms import InhibitForm, MaintenanceForm
from app.inventory.entry.references import report_twice
from app.inventory.entry.routing import clock_minutes, matchers_at, weekdays_of
from app.inventory.text.nearest import nearest
from app.inventory.text.tree import BROKEN, Spot
from app.inventory.zone import known_zone, zone_names
from app.model.local_time import instant
from app.model.maintenance import Fixed, Flexible, Inhibition, Maintenance, Plan, Recurring
from app.model.matcher import OF_FINDINGS, Matchers
from app.model.phrase import Phrase, foreign, phrase
from app.model.target import ElementClass
from app.suppress.calendar import fits

_LEAP_YEARS: Final = date(2024, 1, 1)  # a day that is in none of eight years never comes
_LOOKED_AT: Final = 8 * 366
_LONGEST: Final = timedelta(days=366).total_seconds()
_OF_RECURRING: Final = ("days", "month_days", "nth", "first", "last")
_TAKEN: Final = re.compile(r"[Mm]-\d+")


def timezone(raw: Any, spot: Spot) -> str:
    """Return the name of a time zone; one that is not known is reported."""
    if isinstance(raw, str) and known_zone(raw) is not None:
        return raw
    if raw is not BROKEN:
        word = raw if isinstance(raw, str) else str(raw)
        remedy = _meant(word, zone_names(), phrase("write one as Europe/Malta"))
        spot.report(
            "unknown-zone", phrase("there is no time zone called {name}", name=foreign(word, 60)), remedy
        )
    return ""


class PlanReader:
    """Reads windows, whose names are unique over all files. Local times are those of ``zone``."""

    def __init__(self, zone: tzinfo, targets: Collection[str]) -> None:
        self._zone = zone
        self._targets = targets
        self._seen: dict[str, Spot] = {}

    def window(self, raw: Any, spot: Spot) -> Maintenance | None:
        """Return the window; whatever is wrong is reported."""
        form = None if raw is BROKEN else fit(raw, MaintenanceForm, spot)
        if form is None:
            return None
        self._name(form.name, spot.at("name"))
        matchers = self._things(form.match, spot.at("match"))
        plan = self._plan(form, spot)
        if plan is None:
            return None
        return Maintenance(id=form.name, matchers=matchers, author=form.owner, reason=form.reason, plan=plan)

    def inhibition(self, raw: Any, spot: Spot) -> Inhibition | None:
        """Return the inhibition; whatever is wrong is reported."""
        form = None if raw is BROKEN else fit(raw, InhibitForm, spot)
        if form is None:
            return None
        source = self._matchers(form.source, spot.at("source"))
        target = self._matchers(form.target, spot.at("target"))
        return Inhibition(source=source, target=target, equal=form.equal)

    def _name(self, name: str, spot: Spot) -> None:
        if _TAKEN.fullmatch(name):
            _report(
                spot,
                "reserved-window",
                phrase("windows that people plan are called so"),
                phrase("give another name"),
            )
        elif foreign(name) != name:
            _report(
                spot,
                "hidden-signs",
                phrase("the name has signs that nobody sees"),
                phrase("write one line of visible signs"),
            )
        elif name in self._seen:
            report_twice("duplicate-window", name, spot, self._seen[name])
        self._seen.setdefault(name, spot)

    def _matchers(self, written: str | tuple[str, ...], spot: Spot) -> Matchers:
        """Return matchers; what names a target or a class that does not exist would never match."""
        found = matchers_at(written, spot)
        known = {"target": self._targets, "element": [each.value for each in ElementClass]}
        for matcher in found:
            names = known.get(matcher.label)
            if names is not None and matcher.operator in ("=", "!=") and matcher.value not in names:
                _report(
                    spot,
                    "matches-nothing",
                    phrase(
                        "no {label} is called {name}", label=matcher.label, name=foreign(matcher.value, 60)
                    ),
                    _meant(matcher.value, names, phrase("name one of the inventory")),
                )
        return found

    def _things(self, written: str | tuple[str, ...], spot: Spot) -> Matchers:
        found = self._matchers(written, spot)
        for matcher in found:
            if matcher.label in OF_FINDINGS:
                _report(
                    spot,
                    "not-of-things",
                    phrase("{label} says what is wrong, and work is planned on things", label=matcher.label),
                    phrase("match by target, check, element or a label; or silence it, or inhibit it"),
                )
        return found

    def _plan(self, form: MaintenanceForm, spot: Spot) -> Plan | None:
        if form.at and form.start:
            _report(
                spot.at("start"),
                "two-plans",
                phrase("it has a time of day and a start"),
                phrase("keep at for work that recurs, start for work that is done once"),
            )
            return None
        if form.at:
            return _recurring(form, spot)
        if form.start:
            return self._once(form, spot)
        _report(
            spot,
            "no-time",
            phrase("it is not said when"),
            phrase("add {at}, or {start}", at='at: "02:00"', start='start: "2026-12-01 02:00"'),
        )
        return None

    def _once(self, form: MaintenanceForm, spot: Spot) -> Plan | None:
        stray = next((key for key in _OF_RECURRING if getattr(form, key)), "")
        if stray or form.every_weeks != 1:
            _report(
                spot.at(stray or "every_weeks"),
                "not-recurring",
                phrase("{key} is of work that recurs", key=stray or "every_weeks"),
                phrase("write {at} in place of start", at='at: "02:00"'),
                key=True,
            )
        start, end = self._instant(form.start, spot.at("start")), self._instant(form.end, spot.at("end"))
        if form.flexible:
            wrong = end is None or form.lasts is None
            need = phrase("a flexible window needs the end of its frame, and lasts")
        else:
            wrong = (end is None) is (form.lasts is None)
            need = phrase("a window has either an end or a length")
        if wrong and (form.end == "" or end is not None):
            remedy = phrase("write {form}", form="lasts: 90m" if form.end else 'end: "2026-12-01 04:00"')
            _report(spot, "no-length", need, remedy)
        if start is None or wrong:
            return None
        until = end if end is not None else start + (form.lasts or 0.0)
        if not 0 < until - start <= _LONGEST:
            _report(
                spot.at("end"),
                "end-before-start",
                phrase("it does not end after its start, within a year"),
                phrase("give a later end"),
            )
            return None
        if form.flexible and form.lasts is not None:
            return Flexible(start=start, end=until, lasts=form.lasts)
        return Fixed(start=start, end=until)

    def _instant(self, text: str, spot: Spot) -> float | None:
        if not text:
            return None
        try:
            return instant(datetime.fromisoformat(text), self._zone)
        except (ValueError, OverflowError):
            _report(
                spot,
                "no-moment",
                phrase("no calendar has {text}", text=foreign(text, 40)),
                phrase("write a day and a time that exist, as {form}", form='"2026-12-01 02:00"'),
            )
            return None


def _recurring(form: MaintenanceForm, spot: Spot) -> Recurring | None:
    for key, given in (("end", bool(form.end)), ("flexible", form.flexible)):
        if given:
            _report(
                spot.at(key),
                "not-once",
                phrase("{key} is of work that is done once", key=key),
                phrase("give lasts"),
                key=True,
            )
    if form.lasts is None:
        _report(spot, "no-length", phrase("it is not said how long"), phrase("add {form}", form="lasts: 90m"))
        return None
    plan = Recurring(
        at=clock_minutes(form.at, spot.at("at")) % 1440,
        lasts=form.lasts,
        weekdays=weekdays_of(form.days, spot.at("days")) if form.days else (),
        month_days=form.month_days,
        nth=form.nth,
        every_weeks=form.every_weeks,
        first=_date(form.first, spot.at("first")),
        last=_date(form.last, spot.at("last")),
    )
    if form.nth and not form.days:
        _report(
            spot.at("nth"),
            "nth-of-what",
            phrase("it is not said which day of the week"),
            phrase("add {form}", form="days: sun"),
        )
    elif form.every_weeks > 1 and not form.first:
        _report(
            spot.at("every_weeks"),
            "weeks-from-when",
            phrase("it is not said in which week this begins"),
            phrase("add first: with a day of that week"),
        )
    elif not _comes(plan):
        _report(spot, "never-comes", phrase("no day fits all of this"), phrase("take something out"))
    return plan


def _comes(plan: Recurring) -> bool:
    first = date.fromisoformat(plan.first) if plan.first else _LEAP_YEARS
    return any(fits(plan, first + timedelta(days=number)) for number in range(_LOOKED_AT))


def _date(text: str, spot: Spot) -> str:
    try:
        # Days from the beginning of time on are looked at before and after it.
        return text if not text or date.fromisoformat(text).year in range(1971, 9000) else _no_day(text, spot)
    except ValueError:
        return _no_day(text, spot)


def _no_day(text: str, spot: Spot) -> str:
    _report(
        spot,
        "no-moment",
        phrase("no calendar has {text}", text=foreign(text, 40)),
        phrase("write a day that exists, as {form}", form='"2026-12-01"'),
    )
    return ""


def _meant(word: str, names: Iterable[str], otherwise: Phrase) -> Phrase:
    meant = nearest(word, names) if word else None
    return phrase("did you mean {meant}?", meant=meant) if meant is not None else otherwise


def _report(spot: Spot, kind: str, wrong: Phrase, remedy: Phrase, *, key: bool = False) -> None:
    spot.report(kind, wrong, remedy, key=key)


def read(
    entries: Iterable[tuple[Any, Spot]], inhibitions: Iterable[tuple[Any, Spot]], reader: PlanReader
) -> tuple[tuple[Maintenance, ...], tuple[Inhibition, ...]]:
    """Return all windows and inhibitions."""
    windows = [reader.window(raw, spot) for raw, spot in entries]
    found = [reader.inhibition(raw, spot) for raw, spot in inhibitions]
    return (
        tuple(each for each in windows if each is not None),
        tuple(each for each in found if each is not None),
    )

"""Routes, escalations, hours, and the desktop's own times: who is told what, when and again."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from app.inventory.entry.explain import bad_name
from app.inventory.entry.fit import fit
from app.inventory.entry.forms import ID
from app.inventory.entry.routing_forms import DesktopForm, RouteForm, StepForm, StretchForm
from app.inventory.text.nearest import allowed, nearest
from app.inventory.text.tree import BROKEN, Spot
from app.inventory.text.units import duration
from app.model.matcher import Matchers, matchers_of
from app.model.notice import DESKTOP
from app.model.phrase import foreign, phrase
from app.model.routing import (
    DAY,
    GROUP_INTERVAL,
    DesktopTimes,
    Escalation,
    Heard,
    Hours,
    Route,
    Routing,
    SoundHours,
    Step,
    Stretch,
)
from app.model.verdict import Level

_WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ONE_DAY: Final = 86_400.0
_Section = tuple[Any, Spot] | None


class RoutingReader:
    """Reads the sections, each of which may stand in one file only, and holds names against one another."""

    def __init__(self, channels: Iterable[str]) -> None:
        self._channels = (DESKTOP, *channels)
        self._hours: tuple[Hours, ...] = ()
        self._known_hours: tuple[str, ...] = ()
        self._known_ladders: tuple[str, ...] = ()

    def read(self, section: Callable[[str], _Section]) -> Routing:
        """Return all of it; whatever is wrong is reported."""
        routes, escalations, hours = section("routes"), section("escalations"), section("hours")
        desktop, grouping = section("desktop"), section("group_interval")
        self._known_hours = _names(hours)
        self._known_ladders = _names(escalations)
        found = tuple(self._hours_of(name, raw, spot) for name, raw, spot in _entries(hours))
        ladders = tuple(self._ladder(name, raw, spot) for name, raw, spot in _entries(escalations))
        return Routing(
            routes=tuple(self._routes(*routes)) if routes else (),
            escalations=tuple(each for each in ladders if each is not None),
            hours=tuple(each for each in found if each is not None),
            desktop=self._desktop(*desktop) if desktop else DesktopTimes(),
            group_interval=_interval(*grouping) if grouping else GROUP_INTERVAL,
        )

    def _routes(self, raw: Any, spot: Spot) -> Iterator[Route]:
        if not isinstance(raw, list):
            _object(
                spot, "not-a-list", "a list of routes", "routes: [{match: element=payment, channels: [ops]}]"
            )
            return
        for index, entry in enumerate(raw):
            found = self._route(entry, spot.at(index))
            if found is not None:
                yield found

    def _route(self, raw: Any, spot: Spot) -> Route | None:
        form = None if raw is BROKEN else fit(raw, RouteForm, spot)
        if form is None:
            return None
        if not form.channels and not form.escalate:
            spot.report(
                "nobody-told",
                phrase("this route leads nowhere"),
                phrase("add {form}, or escalate", form="channels: [NAME]"),
                key=True,
            )
        self._are_channels(form.channels, spot.at("channels"))
        _is_known("escalation", form.escalate, self._known_ladders, spot.at("escalate"))
        for key, name in (("hours", form.hours), ("quiet", form.quiet)):
            _is_known("hours", name, self._known_hours, spot.at(key))
        return Route(
            match=matchers_at(form.match, spot.at("match")),
            channels=form.channels,
            repeat=form.repeat,
            wait=form.wait,
            escalate=form.escalate,
            hours=form.hours,
            quiet=form.quiet,
            goes_on=form.goes_on,
        )

    def _ladder(self, name: str, raw: Any, spot: Spot) -> Escalation | None:
        if not isinstance(raw, list) or not raw:
            _object(spot, "no-steps", "a list of steps", f"{name}: [{{after: 10m, channels: [NAME]}}]")
            return None
        forms = [fit(each, StepForm, spot.at(index)) for index, each in enumerate(raw) if each is not BROKEN]
        steps: list[Step] = []
        for index, form in enumerate(forms):
            if form is None:
                continue
            here = spot.at(index)
            self._are_channels(form.channels, here.at("channels"))
            if not form.channels:
                _object(here.at("channels"), "nobody-told", "a list of channels", "channels: [NAME]")
            if steps and form.after <= steps[-1].after:
                here.at("after").report(
                    "steps-out-of-order",
                    phrase("this step does not come after the one before it"),
                    phrase("give it a longer wait, counted from the incident's beginning"),
                )
            steps.append(Step(after=form.after, channels=form.channels, repeat=form.repeat))
        return Escalation(name=name, steps=tuple(steps))

    def _hours_of(self, name: str, raw: Any, spot: Spot) -> Hours | None:
        several = isinstance(raw, list)
        if several and not raw:
            _object(spot, "no-hours", "a list of hours", f'{name}: {{from: "22:00", to: "07:00"}}')
            return None
        places = [(each, spot.at(index)) for index, each in enumerate(raw)] if several else [(raw, spot)]
        stretches, spares = [], None
        for each, here in places:
            form = None if each is BROKEN else fit(each, StretchForm, here)
            if form is None:
                continue
            stretches.append(_stretch(form, here))
            spares = Level(form.spares) if form.spares else spares
        return Hours(name=name, stretches=tuple(stretches), spares=spares)

    def _desktop(self, raw: Any, spot: Spot) -> DesktopTimes:
        form = None if raw is BROKEN else fit(raw, DesktopForm, spot)
        if form is None:
            return DesktopTimes()
        _is_known("hours", form.quiet, self._known_hours, spot.at("quiet"))
        for name in form.sound:
            _is_known("hours", name, self._known_hours, spot.at("sound", name))
        return DesktopTimes(
            repeat=None if form.repeat == "never" else float(form.repeat),
            quiet=form.quiet,
            pop_ups=form.pop_ups,
            sound=tuple(SoundHours(hours=name, heard=Heard(word)) for name, word in form.sound.items()),
        )

    def _are_channels(self, names: Sequence[str], spot: Spot) -> None:
        for index, name in enumerate(names):
            _is_known("channel", name, self._channels, spot.at(index))
            if name in names[:index]:
                spot.at(index).report(
                    "named-twice",
                    phrase("{name} is named twice", name=foreign(name, 60)),
                    phrase("remove one of them"),
                )


def _names(section: _Section) -> tuple[str, ...]:
    return tuple(str(name) for name in section[0]) if section and isinstance(section[0], dict) else ()


def _entries(section: _Section) -> Iterator[tuple[str, Any, Spot]]:
    if section is None:
        return
    raw, spot = section
    if not isinstance(raw, dict):
        _object(spot, "not-a-mapping", "a block of names", "NAME: with its settings behind")
        return
    for name, value in raw.items():
        if not re.match(ID, str(name)):
            spot.at(name).report("bad-name", *bad_name(str(name)), key=True)
        if value is not BROKEN:
            yield str(name), value, spot.at(name)


def _is_known(what: str, name: str, known: Sequence[str], spot: Spot) -> None:
    if not name or name in known:
        return
    meant = nearest(name, known)
    listed = ", ".join(known[:20])
    remedy = phrase("did you mean {meant}?", meant=meant) if meant else phrase("known: {words}", words=listed)
    if not known:
        remedy = phrase("add a section that says what it is")
    spot.report(
        f"unknown-{what}",
        phrase("there is no {what} called {name}", what=what, name=foreign(name, 60)),
        remedy,
    )


def matchers_at(written: str | tuple[str, ...], spot: Spot) -> Matchers:
    """Return the matchers of a text or of several; what is wrong is reported."""
    found: Matchers = ()
    places = [(written, spot)] if isinstance(written, str) else None
    for text, here in places or [(each, spot.at(index)) for index, each in enumerate(written)]:
        try:
            found += matchers_of(text)
        except ValueError as error:
            here.report(
                "bad-matcher",
                phrase("{reason}", reason=foreign(str(error))),
                phrase("write {form}", form='match: element=payment target=~"psp-.*"'),
            )
    return found


def _stretch(form: StretchForm, spot: Spot) -> Stretch:
    start, end = clock_minutes(form.begins, spot.at("from")), clock_minutes(form.ends, spot.at("to"))
    return Stretch(days=weekdays_of(form.days, spot.at("days")), start=start % DAY, end=end)


def clock_minutes(text: str, spot: Spot) -> int:
    """Return the minutes after midnight at which clocks show ``text``, up to 24:00."""
    hour, minute = (int(part) for part in text.split(":"))
    if hour * 60 + minute > DAY:
        spot.report(
            "no-time",
            phrase("no clock shows {text}", text=foreign(text, 20)),
            phrase('write "00:00" to "24:00", in quotes'),
        )
        return DAY
    return hour * 60 + minute


def weekdays_of(written: str | tuple[str, ...], spot: Spot) -> tuple[int, ...]:
    """Return the days of ``mon-fri``, ``sat,sun`` or a list of such; every day where nothing is written."""
    found: set[int] = set()
    parts = written.split(",") if isinstance(written, str) else written
    for part in (each.strip().lower() for each in parts):
        first, dash, last = part.partition("-")
        if not part:
            continue
        if first[:3] not in _WEEK or (dash and last[:3] not in _WEEK):
            spot.report(
                "no-day", phrase("there is no day {word}", word=foreign(part, 40)), allowed(part, _WEEK)
            )
            continue
        begin = _WEEK.index(first[:3])
        count = (_WEEK.index(last[:3]) - begin) % 7 + 1 if dash else 1
        found |= {(begin + number) % 7 for number in range(count)}
    return tuple(sorted(found)) or tuple(range(7))


def _interval(raw: Any, spot: Spot) -> float:
    seconds = duration(raw) if isinstance(raw, str) else float(raw) if isinstance(raw, int | float) else None
    if seconds is None or not 0 < seconds <= _ONE_DAY:
        _object(spot, "bad-duration", "a time up to a day", "group_interval: 5m")
        return GROUP_INTERVAL
    return seconds


def _object(spot: Spot, kind: str, what: str, form: str) -> None:
    spot.report(kind, phrase("this is not {what}", what=what), phrase("write {form}", form=form))

"""What people do with incidents: they take, give, comment, tick, join and part them."""

from collections.abc import Callable, Sequence

from app.incidents import foresight, joining, taking
from app.incidents.shelf import Shelf
from app.model.alert import AlertKey
from app.model.clock import Moment
from app.model.foreseen import Foreseen
from app.model.incident import Incident, IncidentChange
from app.model.intent import Merge, Split
from app.model.phrase import foreign

Changes = tuple[IncidentChange, ...]

_MOST_NAMES = 100


class Mistaken(Exception):  # noqa: N818 - it is what somebody is
    """A wish that cannot be carried out; the sentence says why."""


class Hands:
    """Steps that people make; each returns what it changed. Raises ``Mistaken``.

    ``what``: an incident (by id), or a check or target id: then every open incident that it touches.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def acknowledge(
        self, what: str, who: str, comment: str, now: Moment, *, sticky: bool = False, seconds: float = 0.0
    ) -> Changes:
        """Give what is meant to ``who``, for some seconds or (0) until it is over."""
        return self._each(
            what, lambda each: taking.taken(each, who, comment, now, sticky=sticky, seconds=seconds)
        )

    def release(self, what: str, who: str, now: Moment) -> Changes:
        """Give back what somebody has."""
        meant = [each for each in self._open(what) if each.taken]
        if not meant:
            raise Mistaken(f"nobody has {foreign(what, 80)!r}")
        return self._shelf.put(*[taking.released(each, who, now) for each in meant])

    def assign(self, what: str, to: str, who: str, now: Moment) -> Changes:
        """Make ``to`` the owner."""
        if not foreign(to, 60):
            raise Mistaken("it is not said to whom")
        return self._each(what, lambda each: taking.assigned(each, to, who, now))

    def comment(self, what: str, text: str, who: str, now: Moment) -> Changes:
        """Write a line; into an incident that is closed, too, if it is named by its id."""
        if not foreign(text):
            raise Mistaken("it is not said what")
        closed = self._shelf.register.find(what.upper())
        meant = [closed] if closed is not None and closed.closed is not None else self._open(what)
        return self._shelf.put(*[taking.commented(each, text, who, now) for each in meant])

    def act(self, what: str, text: str, who: str, now: Moment) -> Changes:
        """Write down what was done."""
        if not foreign(text):
            raise Mistaken("it is not said what was done")
        return self._each(what, lambda each: taking.acted(each, text, who, now))

    def fixed(self, what: str, comment: str, who: str, now: Moment) -> Changes:
        """Say that it is fixed."""
        return self._each(what, lambda each: taking.fixed(each, comment, who, now))

    def tick(self, what: str, step: str, who: str, now: Moment, *, done: bool) -> Changes:
        """Tick a step of the runbook of what is hit, by its text or its number, or take the tick back."""
        meant = [(each, self._step(each, step)) for each in self._open(what)]
        return self._shelf.put(*[taking.ticked(each, found, who, now, done=done) for each, found in meant])

    def seen(self, what: str, who: str, now: Moment) -> Changes:
        """Note that somebody looked at an incident; once a person."""
        meant = [each for each in self._open(what) if not taking.was_seen_by(each, who)]
        return self._shelf.put(*[taking.seen(each, who, now) for each in meant])

    def merge(self, into: str, what: Sequence[str], who: str, now: Moment) -> Changes:
        """Make other open incidents part of one."""
        return joining.merge(self._shelf, *self._joining(into, what), who, now)

    def split(self, what: str, part: Sequence[str], who: str, now: Moment) -> Changes:
        """Take targets or checks out of an incident into a new one."""
        before, moving = self._parting(what, part)
        staying = {self._shelf.place_of(key) for key in before.alerts if key not in moving}
        claims = dict.fromkeys(place for key in moving if (place := self._shelf.place_of(key)) not in staying)
        return joining.split(self._shelf, before, moving, claims=claims, who=who, now=now)

    def foresee(self, wish: Merge | Split) -> Foreseen:
        """Return what a wish would come to; nothing is done."""
        if isinstance(wish, Merge):
            return foresight.of_merging(self._shelf, *self._joining(wish.into, wish.what))
        before, moving = self._parting(wish.what, wish.part)
        return foresight.of_splitting(self._shelf, before, moving, wish.part)

    def back(self, changes: Changes) -> tuple[Merge | Split, ...]:
        """Return what takes a merge or a split back, as of its changes."""
        return foresight.back(self._shelf, changes)

    def expire(self, now: Moment) -> Changes:
        """Let those need someone again whose owner had them for a time that is over."""
        found = self._shelf.register.expiring()
        over = [each for each in found if each.ack_until is not None and each.ack_until.mono <= now.mono]
        return self._shelf.put(*[taking.expired(each, now) for each in over]) if over else ()

    def _each(self, what: str, step: Callable[[Incident], IncidentChange]) -> Changes:
        return self._shelf.put(*[step(each) for each in self._open(what)])

    def _open(self, what: str) -> list[Incident]:
        found = [each for each in self._shelf.register.sorted() if touches(each, what)]
        if not found:
            raise Mistaken(f"no open incident is called {foreign(what, 80)!r} or touches it")
        return found

    def _one(self, what: str) -> Incident:
        found = self._shelf.register.open.get(what.strip().upper())
        if found is None:
            raise Mistaken(f"no open incident is called {foreign(what, 80)!r}")
        return found

    def _joining(self, into: str, what: Sequence[str]) -> tuple[Incident, list[Incident]]:
        """Return the incident that would go on, and those that would become part of it."""
        _few(what)
        goes_on = self._one(into)
        others = [each for each in dict.fromkeys(self._one(name).id for name in what) if each != goes_on.id]
        if not others:
            raise Mistaken(f"it is not said what becomes part of {goes_on.id}")
        return goes_on, [self._shelf.register.open[name] for name in others]

    def _parting(self, what: str, part: Sequence[str]) -> tuple[Incident, list[AlertKey]]:
        """Return the incident that would be split, and what of it would leave."""
        _few(part)
        before = self._one(what)
        names = [(key.check, self._shelf.place_of(key)) for key in before.alerts]
        known = {name for pair in names for name in pair}
        unknown = next((each for each in part if each not in known), None)
        if unknown is not None:
            raise Mistaken(f"{before.id} does not hold {foreign(unknown, 80)!r}")
        meant = frozenset(part)
        moving = [key for key, pair in zip(before.alerts, names, strict=True) if meant.intersection(pair)]
        if not moving or len(moving) == len(before.alerts):
            raise Mistaken(f"a part of {before.id} must stay, and a part must leave")
        return before, moving

    def _step(self, incident: Incident, step: str) -> str:
        known = self._shelf.places.targets
        listed = [text for name in incident.hit if name in known for text in known[name].runbook_steps]
        if step in listed:
            return step
        if step.isdecimal() and 0 < int(step) <= len(listed):
            return listed[int(step) - 1]
        raise Mistaken(f"the runbook of {incident.id} has no step {foreign(step, 80)!r}")


def _few(names: Sequence[str]) -> None:
    """Refuse what nobody could have read before; a part of it must not be done instead."""
    if len(names) > _MOST_NAMES:
        raise Mistaken(f"at most {_MOST_NAMES} at once")


def concerns(incident: Incident, what: str) -> bool:
    """Return whether an incident is or was about something: alerts that are over count as well."""
    return touches(incident, what) or any(key.check == what for key in incident.past)


def touches(incident: Incident, what: str) -> bool:
    """Return whether an incident is meant by its id, a target or a check."""
    if incident.id.casefold() == what.casefold() or what in incident.hit:
        return True
    return any(key.check == what for key in incident.alerts)

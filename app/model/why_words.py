"""Why a check is as it is, in words, as one tells a colleague who has just been woken.

The command line and the window say the same: both get these sections, each in its own language.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from app.model.alert import AlertPhase
from app.model.clock import Moment
from app.model.notice import DESKTOP
from app.model.phrase import Phrase, foreign, phrase
from app.model.quantity import age, quantity
from app.model.state import State
from app.model.verdict import Level
from app.model.why import ChannelWhy, ParentWhy, Quiet, RuleWhy, Why
from app.model.why_codes import code_phrase

Say = Callable[[Phrase], str]  # a phrase in the language of the reader
ClockTime = Callable[[float], str]  # wall seconds as a time of day with seconds

_STATES: Final = {
    State.OK: phrase("OK"),
    State.WARNING: phrase("WARNING"),
    State.CRITICAL: phrase("CRITICAL"),
    State.UNKNOWN: phrase("UNKNOWN"),
    State.PENDING: phrase("PENDING"),
}
_LEVELS: Final = {
    Level.GOOD: phrase("good"),
    Level.WARNING: phrase("WARNING"),
    Level.CRITICAL: phrase("CRITICAL"),
    Level.NONE: phrase("no proof"),
}
_CONFIRMED: Final = phrase("Confirmed: {n} bad in a row make an alarm here.")
_PROVED: Final = {
    State.CRITICAL: _CONFIRMED,
    State.WARNING: _CONFIRMED,
    State.OK: phrase("Proved by its newest result."),
}
_MOST_PARENTS: Final = 12


class Section(NamedTuple):
    """A part of the answer; its lines are each a matter of its own."""

    title: str
    lines: tuple[str, ...]


def why_sections(why: Why, say: Say, clock: ClockTime) -> list[Section]:
    """Return the whole decision: the state itself first, then what it rests on and who knows of it."""
    return _Telling(why, say, clock).sections()


def why_lines(sections: Iterable[Section]) -> list[str]:
    """Return sections as lines of plain text: titles at the edge, what belongs to them set in."""
    return [line for title, lines in sections for line in (title, *(f"  {each}" for each in lines))]


class _Telling:
    """One answer in one language."""

    def __init__(self, why: Why, say: Say, clock: ClockTime) -> None:
        self._why = why
        self._say = say
        self._clock = clock

    def sections(self) -> list[Section]:
        """Return the sections that have something to say."""
        why, say = self._why, self._say
        found = (
            (self._headline(), list(self._state())),
            (say(phrase("Rules")), [self._rule(each) for each in why.rules]),
            (say(phrase("It depends on")), list(self._parents())),
            (say(phrase("Incident")), list(self._incident())),
            (say(phrase("Tell players")), [say(each) for each in why.players]),
            (say(phrase("What keeps it quiet")), [self._quiet(each) for each in why.quiet]),
            (say(phrase("Who was told")), [self._channel(each) for each in why.channels]),
            (say(phrase("Sound")), [self._sound()] if why.incident is not None else []),
        )
        return [Section(title, tuple(lines)) for title, lines in found if lines]

    def _time(self, moment: Moment | None) -> str:
        return "-" if moment is None else self._clock(moment.wall)

    def _code(self, code: str) -> str:
        return self._say(code_phrase(code))

    def _headline(self) -> str:
        view = self._why.view
        names = dict.fromkeys((foreign(view.target_name), foreign(view.name)))
        named = ": ".join(name for name in names if name)
        values = {
            "check": view.id,
            "name": named,
            "element": view.element.value,
            "state": self._say(_STATES[view.state]),
        }
        if view.since is None:
            return self._say(phrase("{check} ({name}, {element}) is {state}.", **values))
        since, lasts = self._time(view.since), age(self._why.now.seconds_since(view.since))
        template = phrase(
            "{check} ({name}, {element}) is {state} since {since}, for {age}.",
            **values,
            since=since,
            age=lasts,
        )
        return self._say(template)

    def _state(self) -> Iterator[str]:
        view = self._why.view
        yield self._say(view.sentence) or self._say(phrase("There is no result yet"))
        yield self._confirmation()
        if view.was is not None:
            yield self._say(phrase("Before that it was {state}.", state=self._say(_STATES[view.was])))
        yield self._runs()

    def _confirmation(self) -> str:
        view = self._why.view
        if view.soft:
            return self._soft()
        if view.stale:
            return self._say(phrase("Nothing is proved: no result for three intervals."))
        if view.recovering:
            hold = age(self._why.recover_hold)
            return self._say(
                phrase("It is good again, and closed when it has been so for {time}.", time=hold)
            )
        if view.flapping:
            return self._say(phrase("It is good and bad in turn: shown as bad until it is calm."))
        proved = _PROVED.get(view.state, phrase("Nothing is proved of the target."))
        return self._say(Phrase(template=proved.template, values={"n": str(view.attempts)}))

    def _soft(self) -> str:
        view = self._why.view
        left = view.attempts - view.attempt
        first = self._say(
            phrase("Not confirmed: bad result {n} of {m};", n=str(view.attempt), m=str(view.attempts))
        )
        then = self._say(
            phrase("it becomes an alarm if the next one is bad too.")
            if left == 1
            else phrase("it becomes an alarm if the next {n} are bad too.", n=str(left))
        )
        return f"{first} {then} {self._say(phrase('The state is that which was proved before.'))}"

    def _runs(self) -> str:
        why, view = self._why, self._why.view
        if view.last is None:
            last = self._say(phrase("No result yet"))
        else:
            last = self._say(phrase("Last result {age} ago", age=age(why.now.seconds_since(view.last))))
        if not view.enabled:
            return f"{last}, {self._say(phrase('it is switched off.'))}"
        every = self._say(
            phrase(
                "every {time}, after a bad result every {retry}",
                time=_span(view.interval),
                retry=_span(why.retry_interval),
            )
        )
        return f"{last}, {self._next_run()} ({every})."

    def _next_run(self) -> str:
        planned = self._why.next_run
        if planned is None:
            return self._say(phrase("it runs now"))
        wait = planned.seconds_since(self._why.now)
        if wait <= 0:
            return self._say(phrase("it runs as soon as there is room"))
        return self._say(phrase("next run in {time}", time=_span(wait)))

    def _rule(self, each: RuleWhy) -> str:
        parts = [f"{foreign(each.rule, 40)}: {self._say(_LEVELS[each.level])}"]
        if reason := self._say(each.reason):
            parts.append(f"- {reason}")
        if each.value is not None and each.level is Level.GOOD:
            parts.append(f"({self._value(each)})")
        if each.low is not None and each.high is not None:
            low, high = quantity(each.low, each.unit), quantity(each.high, each.unit)
            parts.append(self._say(phrase("(usual {low} to {high})", low=low, high=high)))
        line = " ".join(parts)
        return line if each.phase is AlertPhase.INACTIVE else f"{line}; {self._alert(each)}"

    def _value(self, each: RuleWhy) -> str:
        assert each.value is not None
        value = quantity(each.value, each.unit)
        if each.limit is None:
            return value
        return self._say(phrase("{value}, limit {limit}", value=value, limit=quantity(each.limit, each.unit)))

    def _alert(self, each: RuleWhy) -> str:
        began = self._say(phrase("first bad {time}", time=self._time(each.since)))
        match each.phase:
            case AlertPhase.SOFT:
                n, m = str(each.attempts), str(self._why.view.attempts)
                return f"{self._say(phrase('unconfirmed, {n} of {m}', n=n, m=m))}, {began}"
            case AlertPhase.RECOVERING:
                return self._say(
                    phrase(
                        "good again since {time}, {held} of {hold} until it is closed",
                        time=self._time(each.good_since),
                        held=age(each.held),
                        hold=age(self._why.recover_hold),
                    )
                )
            case _:
                level, hard = self._code(each.alert_level.value), self._time(each.hard)
                return f"{self._say(phrase('alarm ({level}) since {time}', level=level, time=hard))}, {began}"

    def _parents(self) -> Iterator[str]:
        for each in self._why.parents[:_MOST_PARENTS]:
            yield self._parent(each)
        more = len(self._why.parents) - _MOST_PARENTS
        if more > 0:
            yield self._say(phrase("and {n} more", n=str(more)))

    def _parent(self, each: ParentWhy) -> str:
        works = self._say(phrase("does not answer") if each.down else phrase("works"))
        incident = f", {each.incident}" if each.incident else ""
        explains = f": {self._say(phrase('that explains it'))}" if each.explains else ""
        return f"{foreign(each.name)} ({each.target}): {works}{incident}{explains}"

    def _incident(self) -> Iterator[str]:
        incident = self._why.incident
        if incident is None:
            return
        yield self._say(
            phrase(
                "{id}: {title}, {level}, for {age}",
                id=incident.id,
                title=self._say(incident.title),
                level=self._code(incident.level.value),
                age=age(self._why.now.seconds_since(incident.began)),
            )
        )
        yield self._say(phrase("severity {n} (1 is the worst)", n=str(incident.severity)))
        if not incident.taken:
            yield self._say(phrase("nobody has it"))
        elif incident.acknowledged is None:
            yield self._say(phrase("{name} has it", name=foreign(incident.owner)))
        else:
            since = self._time(incident.acknowledged)
            yield self._say(phrase("{name} has it since {time}", name=foreign(incident.owner), time=since))

    def _quiet(self, each: Quiet) -> str:
        by = f" [{foreign(each.by, 60)}]" if each.by else ""
        parts = [f"{self._code(each.kind)}{by}: {self._say(each.text)}"]
        if each.who:
            parts.append(foreign(each.who, 60))
        if each.until is not None:
            left = age(each.until.seconds_since(self._why.now))
            parts.append(
                self._say(phrase("until {time} ({left} from now)", time=self._time(each.until), left=left))
            )
        return ", ".join(parts)

    def _channel(self, each: ChannelWhy) -> str:
        desktop = each.channel == DESKTOP
        channel = self._say(phrase("desktop (pop-up)")) if desktop else foreign(each.channel, 40)
        told = self._say(phrase("told") if each.told else phrase("not told"))
        at = f" {self._say(phrase('at {time}', time=self._time(each.at)))}" if each.at is not None else ""
        reason = f" ({self._code(each.reason)})" if each.reason else ""
        if each.told and each.failed:
            reason += ", " + self._say(phrase("but not shown: {reason}", reason=foreign(each.failed)))
        elif each.told and each.wall:
            reason += ", " + self._say(
                phrase("shown on the wall of screen {screen}, no pop-up", screen=foreign(each.wall))
            )
        then = self._say(each.next)
        if each.next_at is not None:
            wait = _span(max(0.0, each.next_at.seconds_since(self._why.now)))
            ahead = self._say(phrase("{time}, in {wait}", time=self._time(each.next_at), wait=wait))
            then = f"{then}: {ahead}"
        return f"{channel}: {told}{at}{reason}" + (f". {then}" if then else "")

    def _sound(self) -> str:
        if self._why.sounds:
            return self._say(phrase("It is to be heard until somebody takes it or it is over."))
        kinds = ", ".join(self._code(each.kind) for each in self._why.quiet)
        if kinds:
            return self._say(phrase("It is not heard: {kinds}.", kinds=kinds))
        return self._say(phrase("It is not heard."))


def _span(seconds: float) -> str:
    return age(seconds) if seconds >= 10 else f"{seconds:.3g} s"

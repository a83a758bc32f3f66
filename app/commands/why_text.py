"""Why a check is as it is, as one tells a colleague who has just been woken."""

from collections.abc import Iterator
from datetime import datetime

from app.commands.plain_form import phrase_text
from app.model.alert import AlertPhase
from app.model.clock import Moment
from app.model.notice import DESKTOP
from app.model.phrase import foreign
from app.model.quantity import age, quantity
from app.model.state import State
from app.model.verdict import Level
from app.model.why import ChannelWhy, ParentWhy, Quiet, RuleWhy, Why

_LEVELS = {Level.GOOD: "good", Level.WARNING: "WARNING", Level.CRITICAL: "CRITICAL", Level.NONE: "no proof"}
_PROVED = {
    State.CRITICAL: "Confirmed: {attempts} bad in a row make an alarm here.",
    State.WARNING: "Confirmed: {attempts} bad in a row make an alarm here.",
    State.OK: "Proved by its newest result.",
}
_MOST_PARENTS = 12


def why_lines(why: Why) -> list[str]:
    """Return the whole decision as lines."""
    return [
        *_state(why),
        *_section("Rules", [_rule(each, why) for each in why.rules]),
        *_section("It depends on", [_parent(each) for each in why.parents[:_MOST_PARENTS]]),
        *_section("Incident", list(_incident(why))),
        *_section("What keeps it quiet", [_quiet(each, why) for each in why.quiet]),
        *_section("Who was told", [_channel(each, why) for each in why.channels]),
        *_section("Sound", [_sound(why)] if why.incident is not None else []),
    ]


def _section(title: str, lines: list[str]) -> list[str]:
    return [title, *[f"  {line}" for line in lines]] if lines else []


def _state(why: Why) -> Iterator[str]:
    view, now = why.view, why.now
    since = f" since {_clock(view.since)}, for {age(now.seconds_since(view.since))}" if view.since else ""
    name = f"{foreign(view.target_name)}: {foreign(view.name)}" if view.name else foreign(view.target_name)
    yield f"{view.id} ({name}, {view.element.value}) is {view.state.value}{since}."
    yield f"  {phrase_text(view.sentence)}".rstrip(" ") or "  There is no result yet"
    yield f"  {_confirmation(why)}"
    if view.was is not None:
        yield f"  Before that it was {view.was.value}."
    yield f"  {_runs(why)}"


def _confirmation(why: Why) -> str:
    view = why.view
    if view.soft:
        left = view.attempts - view.attempt
        needed = "the next one is" if left == 1 else f"the next {left} are"
        return (
            f"Not confirmed: bad result {view.attempt} of {view.attempts}; "
            f"it becomes an alarm if {needed} bad too. The state is that which was proved before."
        )
    if view.stale:
        return "Nothing is proved: no result for three intervals."
    if view.recovering:
        return f"It is good again, and closed when it has been so for {age(why.recover_hold)}."
    if view.flapping:
        return "It is good and bad in turn: shown as bad until it is calm."
    return _PROVED.get(view.state, "Nothing is proved of the target.").format(attempts=view.attempts)


def _runs(why: Why) -> str:
    view, now = why.view, why.now
    every = f"every {_span(view.interval)}, after a bad result every {_span(why.retry_interval)}"
    last = f"Last result {age(now.seconds_since(view.last))} ago" if view.last else "No result yet"
    if not view.enabled:
        return f"{last}; it is switched off."
    if why.next_run is None:
        return f"{last}; it runs now ({every})."
    wait = why.next_run.seconds_since(now)
    return f"{last}, next run {f'in {_span(wait)}' if wait > 0 else 'as soon as there is room'} ({every})."


def _rule(each: RuleWhy, why: Why) -> str:
    words = [f"{foreign(each.rule, 40):<20} {_LEVELS[each.level]:<9} {phrase_text(each.reason)}"]
    if each.value is not None and each.level is Level.GOOD:
        limit = f", limit {quantity(each.limit, each.unit)}" if each.limit is not None else ""
        words.append(f"({quantity(each.value, each.unit)}{limit})")
    if each.low is not None and each.high is not None:
        words.append(f"(usual {quantity(each.low, each.unit)} to {quantity(each.high, each.unit)})")
    line = " ".join(words).rstrip()
    return f"{line}; {_alert(each, why)}" if each.phase is not AlertPhase.INACTIVE else line


def _alert(each: RuleWhy, why: Why) -> str:
    began = f"first bad {_clock(each.since)}"
    match each.phase:
        case AlertPhase.SOFT:
            return f"unconfirmed, {each.attempts} of {why.view.attempts}, {began}"
        case AlertPhase.RECOVERING:
            return (
                f"good again since {_clock(each.good_since)}, "
                f"{age(each.held)} of {age(why.recover_hold)} until it is closed"
            )
        case _:
            return f"alarm ({each.alert_level.value}) since {_clock(each.hard)}, {began}"


def _parent(each: ParentWhy) -> str:
    incident = f", {each.incident}" if each.incident else ""
    explains = ": that explains it" if each.explains else ""
    works = "does not answer" if each.down else "works"
    return f"{foreign(each.name)} ({each.target}): {works}{incident}{explains}"


def _incident(why: Why) -> Iterator[str]:
    incident = why.incident
    if incident is None:
        return
    lasts = age(why.now.seconds_since(incident.began))
    yield f"{incident.id}: {phrase_text(incident.title)}, {incident.level.value}, for {lasts}"
    yield f"severity {incident.severity} (1 is the worst)"
    owner = f"{foreign(incident.owner)} has it" if incident.taken else "nobody has it"
    taken = f" since {_clock(incident.acknowledged)}" if incident.taken and incident.acknowledged else ""
    yield f"{owner}{taken}"


def _quiet(each: Quiet, why: Why) -> str:
    by = f" [{foreign(each.by, 60)}]" if each.by else ""
    who = f", {foreign(each.who, 60)}" if each.who else ""
    until = ""
    if each.until is not None:
        left = age(each.until.seconds_since(why.now))
        until = f", until {_clock(each.until)} ({left} from now)"
    return f"{each.kind}{by}: {phrase_text(each.text)}{who}{until}"


def _channel(each: ChannelWhy, why: Why) -> str:
    channel = "desktop (pop-up)" if each.channel == DESKTOP else foreign(each.channel, 40)
    reason = f" ({each.reason})" if each.reason else ""
    at = f" at {_clock(each.at)}" if each.at is not None else ""
    then = phrase_text(each.next)
    if each.next_at is not None:
        then = f"{then}: {_clock(each.next_at)}, in {_span(max(0.0, each.next_at.seconds_since(why.now)))}"
    return f"{channel}: {'told' if each.told else 'not told'}{at}{reason}" + (f". {then}" if then else "")


def _sound(why: Why) -> str:
    if why.sounds:
        return "It is heard now, until somebody takes it or it is over."
    kinds = [each.kind for each in why.quiet]
    return f"It is not heard: {', '.join(kinds)}." if kinds else "It is not heard."


def _span(seconds: float) -> str:
    return age(seconds) if seconds >= 10 else f"{seconds:.3g} s"


def _clock(moment: Moment | None) -> str:
    """Return a time of day in the zone of this machine."""
    if moment is None:
        return "-"
    return datetime.fromtimestamp(moment.wall).astimezone().strftime("%H:%M:%S")

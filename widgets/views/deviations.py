"""What deviates in a class of elements: one row a target, worst and untaken first."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.model.board import CheckView, Counts
from app.model.clock import Moment
from app.model.quantity import age
from app.model.state import State
from widgets.sign import Sign, sign_of_check
from widgets.tr import tr, tr_phrase
from widgets.views.words import since_words, state_word

STALE_AREA = 3  # so many stale targets of a class are told as one area
_ORDER = {State.UNKNOWN: 2, State.WARNING: 3, State.PENDING: 5}
_BAD = (State.CRITICAL, State.UNKNOWN, State.WARNING)


class Row(NamedTuple):
    """One deviation. ``names`` and ``reasons`` are wordings, the longest first."""

    check: str
    names: tuple[str, ...]
    age: str
    reasons: tuple[str, ...]
    sign: Sign
    state: State
    stale: bool
    spoken: str
    silent: bool = False  # nobody is told of it: a slashed bell stands beside its age

    @property
    def solid(self) -> bool:
        """Whether it needs a person: an untaken critical is a filled plate."""
        return self.state is State.CRITICAL and not self.sign.taken


def deviates(view: CheckView) -> bool:
    """Whether a check needs a row; a soft one and one in maintenance are marked in their cells only."""
    return view.state in _BAD and not view.soft and not view.maintenance


def counted(views: Iterable[CheckView]) -> Counts:
    """Return the checks by state as shown; a soft one counts as good until it is confirmed."""
    found = dict.fromkeys(State, 0)
    maintained = 0
    for view in views:
        if view.maintenance:
            maintained += 1  # whatever its state: it is neither good nor bad
        else:
            found[State.OK if view.soft else view.state] += 1
    return Counts(
        critical=found[State.CRITICAL],
        warning=found[State.WARNING],
        unknown=found[State.UNKNOWN],
        maintenance=maintained,
        pending=found[State.PENDING],
        ok=found[State.OK],
    )


def good_of(views: Iterable[CheckView]) -> int:
    """Return how many checks are good: of all together as many as the header counts."""
    return counted(views).ok


def order(view: CheckView) -> int:
    """Return the rank of a deviation, 0 first: untaken critical, taken critical, unknown, warning."""
    taken = bool(view.owner or view.blocked_by or view.silenced.template)
    if view.state is State.CRITICAL:
        return 1 if taken else 0
    return _ORDER.get(view.state, 6)


def rows(views: Sequence[CheckView], now: Moment) -> tuple[Row, ...]:
    """Return the deviations of some checks, those of one target together."""
    return tuple(row_of(group, now) for group in ranked(views))


def ranked(views: Iterable[CheckView]) -> list[list[CheckView]]:
    """Return the checks that deviate, those of one row together, the worst row first."""
    groups: dict[str, list[CheckView]] = {}
    for view in views:
        if deviates(view):
            groups.setdefault(view.target, []).append(view)
    return sorted(_gathered(groups), key=lambda group: min(map(order, group)))


def _gathered(groups: dict[str, list[CheckView]]) -> list[list[CheckView]]:
    """Return the groups; where many targets are stale they are one group, for one thing is wrong."""
    stale: list[list[CheckView]] = []
    rest: list[list[CheckView]] = []
    for group in groups.values():
        (stale if all(view.stale for view in group) else rest).append(group)
    if len(stale) < STALE_AREA:
        return list(groups.values())
    return [*rest, [view for group in stale for view in group]]


def row_of(group: Sequence[CheckView], now: Moment) -> Row:
    """Return the row of checks that belong together."""
    worst = min(group, key=order)
    single = len(group) == 1
    names = (worst.name, worst.short) if single else (worst.target_name, worst.short)
    if len({view.target for view in group}) > 1:
        names = (tr("{n} checks stale", n=str(len(group))), tr("{n} stale", n=str(len(group))))
    reasons = _reason(worst, now) if single else _reasons(group, worst, now)
    reasons = with_note(reasons, worst)
    word = state_word(worst.state)
    parts = (names[0], word, since_words(worst.since, now), reasons[-1], *_notes(worst)[:1])
    spoken = ", ".join(part for part in parts if part)
    return Row(
        check=worst.id,
        names=tuple(dict.fromkeys(names)),
        age=since_words(worst.since, now),
        reasons=reasons,
        sign=sign_of_check(worst),
        state=worst.state,
        stale=worst.stale,
        spoken=spoken,
        silent=bool(worst.silenced.template),
    )


def _reason(view: CheckView, now: Moment) -> tuple[str, ...]:
    if view.stale:
        return stale_words((view,), now)
    return (tr_phrase(view.sentence) or state_word(view.state),)


def _reasons(group: Sequence[CheckView], worst: CheckView, now: Moment) -> tuple[str, ...]:
    stale = [view for view in group if view.stale]
    if len({view.target for view in group}) > 1:
        return (tr("Newest result {age} old", age=_newest(stale, now)),)
    if worst.stale:
        return stale_words(stale, now)
    first = _reason(worst, now)[0]
    return tr("{reason} · {n} more", reason=first, n=str(len(group) - 1)), first


def with_note(reasons: Sequence[str], view: CheckView) -> tuple[str, ...]:
    """Return wordings of a reason with why nobody has to come, and without it where that has no room."""
    return (*(f"{reason} · {note}" for note in _notes(view) for reason in reasons), *reasons)


def _notes(view: CheckView) -> tuple[str, ...]:
    if view.owner:
        return (tr("{name} has it", name=view.owner),)
    if view.blocked_by:
        return (tr("behind {name}", name=view.blocked_by),)
    return (tr_phrase(view.silenced), tr("nobody is told")) if view.silenced.template else ()


def stale_words(stale: Sequence[CheckView], now: Moment) -> tuple[str, ...]:
    """Return wordings of how many are stale, and how old the newest result among them is."""
    newest = _newest(stale, now)
    if not newest:
        return (tr("No result yet"),)
    if len(stale) == 1:
        return tr("Stale, newest result {age} old", age=newest), tr("Stale, {age} old", age=newest)
    number = str(len(stale))
    brief = tr("{n} stale, newest {age}", n=number, age=newest)
    return tr("{n} checks stale, newest {age} old", n=number, age=newest), brief


def _newest(stale: Sequence[CheckView], now: Moment) -> str:
    ages = [now.seconds_since(view.last) for view in stale if view.last]
    return age(min(ages)) if ages else ""

"""What the detail of a check shows, in words."""

from collections.abc import Sequence
from typing import NamedTuple

from app.model.board import CheckDetail, CheckView
from app.model.clock import Moment
from app.model.probe import ErrorGroup, Phase
from app.model.quantity import Unit, age, percent, quantity
from app.model.state import State
from widgets.sign import Sign, sign_of_check
from widgets.tr import tr, tr_phrase
from widgets.views.error_groups import error_words
from widgets.views.shown import shown
from widgets.views.vitals import limit_words, usual_words
from widgets.views.words import clock_time, element_title, series_title, since_words, state_word, view_word

LATE = 1.0  # seconds after its time that a run may begin without a word
_GOOD_STATES = (State.OK, State.PENDING)


class PhaseBar(NamedTuple):
    """One phase of the newest answer: where it begins and how long it is, as shares of the whole."""

    name: str
    value: str
    start: float
    share: float
    longest: bool


class ErrorRow(NamedTuple):
    """Errors of one template."""

    text: str
    number: str
    since: str


class Sheet(NamedTuple):
    """All words of the detail."""

    name: str
    line: str
    sign: Sign
    state: State
    stale: bool
    figures: tuple[tuple[str, str], ...]
    why_title: str
    reasons: tuple[str, ...]
    phases: tuple[PhaseBar, ...]
    values: tuple[tuple[str, str, tuple[str, ...]], ...]  # title, value, wordings of usual and limit
    facts: tuple[tuple[str, str], ...]
    errors: tuple[ErrorRow, ...]
    answer: str
    runbook: str
    incident: str
    taken: bool

    @property
    def spoken(self) -> str:
        """The detail in words."""
        figures = [f"{title} {value}" for title, value in self.figures]
        return ". ".join((self.name, self.line, *figures, *self.reasons))


def sheet(detail: CheckDetail, now: Moment) -> Sheet:
    """Return the words for a moment."""
    view = shown(detail.view, now)
    return Sheet(
        name=view.name,
        line=_line(view),
        sign=sign_of_check(view),
        state=view.state,
        stale=view.stale,
        figures=_figures(view, now),
        why_title=_why(view),
        reasons=_reasons(detail, view, now),
        phases=phase_bars(detail.phases),
        values=tuple(_values(view)),
        facts=_facts(detail),
        errors=tuple(_error(group) for group in detail.errors),
        answer=detail.detail,
        runbook=view.runbook,
        incident=view.incident,
        taken=bool(view.owner),
    )


def sheet_text(shown: Sheet) -> str:
    """Return the whole detail as plain text, for a chat or a ticket."""
    parts: list[tuple[str, Sequence[str]]] = [
        ("", (shown.name, shown.line, *(f"{title}: {value}" for title, value in shown.figures))),
        (shown.why_title, shown.reasons),
        (tr("Last answer by phases"), [f"{bar.name}: {bar.value}" for bar in shown.phases]),
        (tr("Values"), [" ".join(filter(None, (f"{t}: {v}", notes[0]))) for t, v, notes in shown.values]),
        (tr("Errors by message"), [f"{each.number} x {each.text} ({each.since})" for each in shown.errors]),
        (tr("What the other side said"), [shown.answer] if shown.answer else []),
        (tr("runbook"), [shown.runbook] if shown.runbook else []),
        (tr("Facts"), [f"{name}: {value}" for name, value in shown.facts]),
    ]
    lines: list[str] = []
    for title, texts in parts:
        if texts:
            lines += ["", title, *(f"  {text}" for text in texts)] if title else texts
    return "\n".join(lines) + "\n"


def _line(view: CheckView) -> str:
    every = tr("every {interval}", interval=quantity(view.interval, Unit.SECONDS))
    parts = (element_title(view.element), view.target_name, view.kind, view.address, every)
    return " · ".join(part for part in dict.fromkeys(parts) if part and part != view.name)


def _figures(view: CheckView, now: Moment) -> tuple[tuple[str, str], ...]:
    word = view_word(view)
    last = tr("{age} ago", age=since_words(view.last, now)) if view.last else tr("none yet")
    share = tr("No proof") if view.availability is None else tr("{value} %", value=percent(view.availability))
    return (
        (tr("{state} for", state=word), since_words(view.since, now) or tr("not known")),
        (tr("Last answer"), last),
        (tr("Available"), share),
        (tr("Who has it"), view.owner or (tr("nobody yet") if view.incident else tr("no incident"))),
    )


def _why(view: CheckView) -> str:
    if view.soft:
        return tr("Checking {n} of {m}", n=str(view.attempt), m=str(view.attempts))
    return {
        State.OK: tr("Why it is good"),
        State.WARNING: tr("Why it is a warning"),
        State.CRITICAL: tr("Why it is critical"),
        State.UNKNOWN: tr("Why it is unknown"),
        State.PENDING: tr("It waits for its first answer"),
    }[view.state]


def _reasons(detail: CheckDetail, view: CheckView, now: Moment) -> tuple[str, ...]:
    reasons = []
    if view.stale:
        was = state_word(view.was) if view.was else tr("not known")
        last = since_words(view.last, now) or tr("not known")
        reasons.append(tr("Stale: newest result {age} old, was {state}", age=last, state=was))
    reasons.append(tr_phrase(view.sentence))
    reasons += [tr_phrase(rule) for rule in detail.rules]
    if view.error is not None:
        reasons.append(tr("Kind of error: {kind}", kind=error_words(view.error)))
    if view.blocked_by:
        reasons.append(tr("Explained by {name}: no notice of its own", name=view.blocked_by))
    if view.maintenance:
        reasons.append(tr("In maintenance ({name}): neither good nor bad", name=view.maintenance))
    if view.silenced.template:
        reasons.append(tr_phrase(view.silenced))
    if view.availability_maintenance > 0:
        share = percent(view.availability_maintenance)
        reasons.append(tr("{value} % of the time was in maintenance, and is not counted", value=share))
    if view.interval_late >= LATE:
        late = quantity(view.interval_late, Unit.SECONDS)
        reasons.append(tr("Its newest run began {time} late", time=late))
    if view.flapping:
        reasons.append(tr("Flapping: told once, and once more when it is calm"))
    if view.recovering:
        reasons.append(tr("Recovering: good answers must last before it is closed"))
    return tuple(dict.fromkeys(reason for reason in reasons if reason))


def phase_bars(phases: Sequence[Phase]) -> tuple[PhaseBar, ...]:
    """Return the phases one after the other, as shares of the whole."""
    whole = sum(phase.seconds for phase in phases) or 1.0
    longest = max((phase.seconds for phase in phases), default=0.0)
    bars: list[PhaseBar] = []
    start = 0.0
    for phase in phases:
        share = phase.seconds / whole
        value = quantity(phase.seconds, Unit.SECONDS)
        bars.append(PhaseBar(phase_word(phase.name), value, start, share, phase.seconds == longest))
        start += share
    return tuple(bars)


def phase_word(name: str) -> str:
    """Return what a phase is called."""
    words = {
        "resolve": tr("DNS"),
        "proxy": tr("Proxy"),
        "connect": tr("Connect"),
        "tls": tr("TLS"),
        "send": tr("Send"),
        "first_byte": tr("First byte"),
        "challenge": tr("Challenge"),
        "transfer": tr("Body"),
        "query": tr("Query"),
    }
    return words.get(name, name.replace("_", " ").capitalize())


def _values(view: CheckView) -> list[tuple[str, str, tuple[str, ...]]]:
    rows = []
    for series in view.series:
        value = tr("No proof") if series.value is None or view.stale else quantity(series.value, series.unit)
        usual = usual_words(series, None, None)
        limit = limit_words(series, series.warning, series.critical)
        both = " · ".join(part for part in (usual, limit) if part)
        rows.append((series_title(series), value, tuple(dict.fromkeys((both, limit or usual)))))
    return rows


def _facts(detail: CheckDetail) -> tuple[tuple[str, str], ...]:
    own = ((tr("owner"), detail.owner),) if detail.owner else ()
    labels = ", ".join(f"{key} {value}" for key, value in sorted(detail.labels.items()))
    named = ((tr("labels"), labels),) if labels else ()
    return (*own, *named, *detail.facts.items())


def _error(group: ErrorGroup) -> ErrorRow:
    since = tr("since {time}", time=clock_time(group.first.wall))
    return ErrorRow(
        group.template, f"{group.count:,}", f"{since}, {tr('last {time}', time=clock_time(group.last.wall))}"
    )


def bad(state: State) -> bool:
    """Whether a state is worth the first ink."""
    return state not in _GOOD_STATES


def age_words(seconds: float) -> str:
    """Return a span of the chart: ``last 60 min``."""
    return tr("last {span}", span=age(seconds))

"""What the errors page shows: failing checks by class of error, and error rates."""

from collections.abc import Sequence
from typing import NamedTuple

from app.model.board import CheckView
from app.model.clock import Moment
from app.model.metric import ERROR_RATE, base_name
from app.model.probe import ErrorGroup
from app.model.quantity import age, quantity
from app.model.state import ErrorClass
from widgets.sign import Sign, sign_of_check
from widgets.tr import tr, tr_phrase
from widgets.views.deviations import order
from widgets.views.words import series_title, since_words

_LOG_KIND = "log"
MOST_RATES = 10
_RATES = ("error_rate", "errors", "error_lines", "lines_matched")


class ErrorLine(NamedTuple):
    """One check with an error: sign, name, sentence, age, rate."""

    check: str
    sign: Sign
    name: str
    sentence: str
    age: str
    rate: str


class ErrorSection(NamedTuple):
    """Errors of one kind."""

    title: str
    number: str
    lines: tuple[ErrorLine, ...]


def error_words(error: ErrorClass) -> str:
    """Return a class of errors in words."""
    return {
        ErrorClass.DNS: tr("Name not found"),
        ErrorClass.UNREACHABLE: tr("Not reachable"),
        ErrorClass.REFUSED: tr("Connection refused"),
        ErrorClass.RESET: tr("Connection cut"),
        ErrorClass.TIMEOUT_CONNECT: tr("No connection in time"),
        ErrorClass.TIMEOUT_TLS: tr("No secure channel in time"),
        ErrorClass.TIMEOUT_READ: tr("No answer in time"),
        ErrorClass.TLS_VERIFY: tr("Certificate not trusted"),
        ErrorClass.PROTOCOL: tr("Answer breaks the protocol"),
        ErrorClass.TOO_LARGE: tr("Answer too large"),
        ErrorClass.STATUS: tr("Wrong status"),
        ErrorClass.CONTENT: tr("Wrong content"),
        ErrorClass.AUTH: tr("Not let in"),
        ErrorClass.BLOCKED: tr("Blocked on the way"),
        ErrorClass.MISSING: tr("Not reported in time"),
        ErrorClass.CREDENTIAL: tr("No credential (ours)"),
        ErrorClass.PERMISSION: tr("No right to measure (ours)"),
        ErrorClass.INTERNAL: tr("Our probe is broken"),
        ErrorClass.LATE: tr("Measured too late (ours)"),
        ErrorClass.CUT_OFF: tr("Cut off (ours)"),
        ErrorClass.WAITING: tr("Not due yet"),
    }[error]


def error_sections(views: Sequence[CheckView], now: Moment) -> tuple[ErrorSection, ...]:
    """Return failing checks by class of error, most first, then followed logs, then raised error rates."""
    failing: dict[ErrorClass, list[CheckView]] = {}
    for view in views:
        if view.error is not None and not view.stale:
            failing.setdefault(view.error, []).append(view)
    ranked = sorted(failing.items(), key=lambda item: (min(map(order, item[1])), -len(item[1])))
    sections = [_section(error_words(error), group, now) for error, group in ranked]
    logs = [view for view in views if view.kind == _LOG_KIND]
    if logs:
        lines = tuple(line for view in logs for line in _log_lines(view, now))
        sections.append(ErrorSection(tr("Errors in logs"), str(len(lines)), lines))
    rates = [v for v in views if _tells_rate(v)]
    if rates:
        rates.sort(key=_rate_value, reverse=True)
        sections.append(_section(tr("Highest error rates"), rates[:MOST_RATES], now))
    return tuple(sections)


def _section(title: str, views: Sequence[CheckView], now: Moment) -> ErrorSection:
    return ErrorSection(title, str(len(views)), tuple(_line(view, now) for view in views))


def _line(view: CheckView, now: Moment) -> ErrorLine:
    return ErrorLine(
        check=view.id,
        sign=sign_of_check(view),
        name=view.name,
        sentence=tr_phrase(view.sentence),
        age=since_words(view.since, now),
        rate=_rate(view),
    )


def _log_lines(view: CheckView, now: Moment) -> tuple[ErrorLine, ...]:
    """Return a line for each kind of message that a log check found lately, or one for the check."""
    if not view.errors or view.stale:
        return (_line(view, now),)
    return tuple(_message_line(view, group, now) for group in view.errors)


def _message_line(view: CheckView, group: ErrorGroup, now: Moment) -> ErrorLine:
    first = age(now.seconds_since(group.first))
    return ErrorLine(
        check=view.id,
        sign=sign_of_check(view),
        name=view.name,
        sentence=group.template,
        age=since_words(group.last, now),
        rate=tr("once, {age} ago", age=first)
        if group.count == 1
        else tr("{count} times, first {age} ago", count=f"{group.count:,}", age=first),
    )


def _tells_rate(view: CheckView) -> bool:
    """Whether a check that does not fail has errors now; what is stale proves no rate."""
    return view.error is None and not view.stale and view.kind != _LOG_KIND and _rate_value(view) > 0


def _rate_value(view: CheckView) -> float:
    return next((s.value or 0.0 for s in view.series if s.name == ERROR_RATE.name), 0.0)


def _rate(view: CheckView) -> str:
    for series in view.series:
        if base_name(series.name) in _RATES and series.value is not None:
            return tr(
                "{title} {value}", title=series_title(series), value=quantity(series.value, series.unit)
            )
    return ""

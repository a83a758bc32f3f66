"""Times, ages and state words as the wall writes them."""

from PySide6.QtCore import QDateTime, QLocale

from app.model.board import CheckView, SeriesView
from app.model.clock import Moment
from app.model.metric import RESPONSE_TIME, instance_name
from app.model.quantity import age
from app.model.state import State
from app.model.target import ElementClass
from widgets.tr import tr

MINUS = "\N{MINUS SIGN}"


def state_word(state: State) -> str:
    """Return the word of a state."""
    match state:  # and not a table: ten thousand checks are told, and each word of it would be looked up
        case State.OK:
            return tr("OK")
        case State.WARNING:
            return tr("Warning")
        case State.CRITICAL:
            return tr("Critical")
        case State.UNKNOWN:
            return tr("Unknown")
        case State.PENDING:
            return tr("Waiting")


def view_word(view: CheckView) -> str:
    """Return the word for how a check is shown."""
    if view.maintenance:
        return tr("In maintenance")
    if view.stale:
        return tr("Stale")
    return tr("Flapping") if view.flapping else state_word(view.state)


def element_title(element: ElementClass) -> str:
    """Return the name of a class of elements."""
    return {
        ElementClass.APPLICATION_SERVER: tr("Application servers"),
        ElementClass.DATABASE: tr("Databases"),
        ElementClass.API: tr("API services"),
        ElementClass.GAME_PROVIDER: tr("Game providers"),
        ElementClass.PAYMENT: tr("Payments"),
        ElementClass.NETWORK: tr("Network"),
    }[element]


def element_titles(element: ElementClass) -> tuple[str, ...]:
    """Return wordings of a class's name, the longest first."""
    if element is ElementClass.APPLICATION_SERVER:
        return element_title(element), tr("App servers")
    return (element_title(element),)


def series_title(series: SeriesView) -> str:
    """Return what a series is called; its instance (a mount, an interface) is foreign and stays."""
    instance = instance_name(series.name)
    metric = series.title.removesuffix(f" {instance}") if instance else series.title
    return f"{tr(metric)} {instance}" if metric != series.title else tr(metric)


def short_title(series: SeriesView) -> str:
    """Return a shorter wording of a series' title, where there is one."""
    return tr("Answer") if series.name == RESPONSE_TIME.name else series_title(series)


def since_words(since: Moment | None, now: Moment) -> str:
    """Return the age of a moment, empty where there is none."""
    return age(now.seconds_since(since)) if since else ""


def clock_time(wall: float, *, seconds: bool = False) -> str:
    """Return local time as 14:28 or 14:28:02."""
    return _local(wall).toString("HH:mm:ss" if seconds else "HH:mm")


def date_words(wall: float) -> str:
    """Return the date and the offset: ``Mon 23 Nov · UTC+1``."""
    moment = _local(wall)
    day = QLocale().toString(moment.date(), "ddd d MMM")
    return tr("{day} · {offset}", day=day, offset=_offset(moment.offsetFromUtc()))


def spoken_check(view: CheckView, now: Moment) -> str:
    """Return a check in words, for a screen reader."""
    word = tr("stale") if view.stale and not view.maintenance else view_word(view)
    parts = [view.name, word, since_words(view.since, now)]
    return ", ".join(part for part in parts if part)


def _local(wall: float) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(int(wall * 1000))


def _offset(seconds: int) -> str:
    hours, minutes = divmod(abs(seconds) // 60, 60)
    sign = MINUS if seconds < 0 else "+"
    return f"UTC{sign}{hours}:{minutes:02}" if minutes else f"UTC{sign}{hours}"

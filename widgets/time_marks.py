"""Marks on an axis of time, at times that are round on this computer's clock."""

from PySide6.QtCore import QDateTime, QLocale, QTime

from widgets.ticks import DAY, time_marks, time_step


def local_marks(start: float, end: float) -> list[float]:
    """Return wall times at whole minutes, hours or days of local time."""
    step = time_step(end - start)
    if step >= DAY:
        return _midnights(start, end, round(step / DAY))
    offset = float(_moment((start + end) / 2).offsetFromUtc())
    return [mark - offset for mark in time_marks(start + offset, end + offset)]


def moment_words(wall: float) -> str:
    """Return a time as ``14:28``, with seconds where there are any; of midnight the date."""
    moment = _moment(wall)
    time = moment.time()
    if time.hour() == time.minute() == time.second() == 0:
        return QLocale().toString(moment.date(), "d MMM")
    return time.toString("HH:mm:ss" if time.second() else "HH:mm")


def full_words(wall: float, now: float) -> str:
    """Return a time with its seconds; with its date where that is not today's."""
    moment = _moment(wall)
    clock = moment.time().toString("HH:mm:ss")
    if moment.date() == _moment(now).date():
        return clock
    return f"{QLocale().toString(moment.date(), 'ddd d MMM')} {clock}"


def iso_words(wall: float) -> str:
    """Return a time in the form of ISO 8601 with its offset, for files."""
    seconds = round((_moment(wall).offsetFromUtc()) / 60)
    sign, minutes = ("-" if seconds < 0 else "+"), abs(seconds)
    text = _moment(wall).toString("yyyy-MM-dd'T'HH:mm:ss.zzz")
    return f"{text}{sign}{minutes // 60:02}:{minutes % 60:02}"


def _midnights(start: float, end: float, days: int) -> list[float]:
    """Return every so many days' midnight: a day is not always 24 hours long."""
    day = _moment(start).date()
    day = day.addDays(-(day.toJulianDay() % days))
    found = []
    while (at := QDateTime(day, QTime(0, 0)).toMSecsSinceEpoch() / 1000) <= end:
        if at >= start:
            found.append(at)
        day = day.addDays(days)
    return found


def _moment(wall: float) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(int(wall * 1000))

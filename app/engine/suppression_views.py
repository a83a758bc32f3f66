"""Silences and maintenance windows as screens and commands get them."""

from app.engine.books import Books
from app.model.clock import Moment
from app.model.maintenance import Maintenance
from app.model.matcher import Matchers, written
from app.model.message import Answer, AskMaintenance, AskPreview, AskSilences
from app.model.silence import Silence
from app.model.suppression_view import MaintenanceView, Preview, SilenceView
from app.suppress.book import previewed
from app.suppress.calendar import Span

_NAMES = 200


def suppression_answer(
    books: Books, question: AskSilences | AskMaintenance | AskPreview, now: Moment
) -> Answer:
    """Answer a question about what is suppressed, or would be."""
    match question:
        case AskSilences():
            return Answer(id=0, silences=silence_views(books, now, over=question.over))
        case AskMaintenance():
            return Answer(id=0, maintenance=maintenance_views(books, now))
        case AskPreview():
            return Answer(id=0, preview=preview(books, question.matchers))


def silence_views(books: Books, now: Moment, *, over: bool | None = None) -> tuple[SilenceView, ...]:
    """Return the silences in force; with ``over`` False those to come too, with True all."""
    found = books.suppression.silences.all
    if over is None:
        found = [each for each in found if each.active(now)]
    elif not over:
        found = [each for each in found if not each.over(now)]
    return tuple(_silence(books, each, now) for each in found)


def lasting_views(books: Books, now: Moment) -> tuple[MaintenanceView, ...]:
    """Return the windows that last now."""
    windows = books.suppression.windows
    lasting = windows.lasting(now)
    return tuple(_window(books, each, now) for each in windows.all if each.id in lasting) if lasting else ()


def maintenance_views(books: Books, now: Moment) -> tuple[MaintenanceView, ...]:
    """Return all windows that last or are to come, and those of the inventory in any case."""
    views = [_window(books, each, now) for each in books.suppression.windows.all]
    return tuple(each for each in views if each.listed or each.active or each.starts is not None)


def preview(books: Books, matchers: Matchers) -> Preview:
    """Return what matchers mean now."""
    checks, alerts = previewed(matchers, books.things(), books.suppression.alerts)
    meant = frozenset(alerts)
    incidents = [each.id for each in books.incidents.open() if not meant.isdisjoint(each.alerts)]
    return Preview(
        checks=checks[:_NAMES],
        incidents=tuple(incidents[:_NAMES]),
        checks_count=len(checks),
        incidents_count=len(incidents),
    )


def _silence(books: Books, silence: Silence, now: Moment) -> SilenceView:
    end = silence.ended or silence.ends
    return SilenceView(
        id=silence.id,
        matchers=written(silence.matchers),
        who=silence.author,
        reason=silence.reason,
        starts=_today(silence.starts, now),
        until=_today(end, now),
        active=silence.active(now),
        over=silence.over(now),
        when_clear=silence.when_clear,
        hides=books.suppression.hides(silence.id),
    )


def _window(books: Books, window: Maintenance, now: Moment) -> MaintenanceView:
    windows = books.suppression.windows
    run = windows.run_of(window.id)
    active = run is not None and run.active(now)
    starts = until = None
    if run is not None and active:
        starts, until = _today(run.began, now), _today(run.until, now)
    elif (span := windows.next_of(window, now)) is not None and (run is None or run.start != span.start):
        starts, until = _moments(span, now)
    return MaintenanceView(
        id=window.id,
        matchers=written(window.matchers),
        who=window.author,
        reason=window.reason,
        kind=str(window.plan.__struct_config__.tag),
        listed=window.listed,
        active=active,
        starts=starts,
        until=until,
        hides=len(windows.covers(window.id)),
    )


def _today(moment: Moment, now: Moment) -> Moment:
    """Return a moment with its wall time by the clock as it goes now, which may have been set meanwhile."""
    return now.later(moment.seconds_since(now))


def _moments(span: Span, now: Moment) -> tuple[Moment, Moment]:
    return now.later(span.start - now.wall), now.later(span.end - now.wall)

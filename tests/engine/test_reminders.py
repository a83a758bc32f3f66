import msgspec

from app.engine.books import Books
from app.model.notice import DESKTOP, NoticeKind
from app.model.routing import DesktopTimes, Heard, Hours, Route, Routing, SoundHours, Stretch
from app.model.state import ErrorClass
from app.model.verdict import Level
from tests.alerts.making import incident
from tests.engine.whole import SHELL, MemoryStore, rig

ALWAYS = Hours(name="always", stretches=(Stretch(),))


async def test_a_new_shell_hears_an_old_alarm_at_its_next_reminder() -> None:
    """An untaken alarm falls silent with a new session, and pops up and sounds again with its reminder."""
    store = MemoryStore()
    async with rig(store) as it:
        await it.apply(it.check("pay/deposit"), routing=Routing(desktop=DesktopTimes(repeat=1.5)))
        it.service("pay/deposit").error = ErrorClass.REFUSED
        await it.link.until(lambda: it.link.board and it.link.board.summary.tone)
        it.engine.speaker.gone(SHELL, asked=True, frozen=False)
        it.hold(msgspec.structs.replace(SHELL, session="shell-2"))
        await it.link.until(lambda: it.link.board and not it.link.board.summary.tone)
        await it.link.until(lambda: it.link.board and it.link.board.summary.tone)
        assert [notice.kind for notice in it.link.told][:2] == [NoticeKind.PROBLEM, NoticeKind.REMINDER]


async def test_quiet_hours_keep_pop_ups_and_sound_back_and_nothing_else() -> None:
    """In quiet hours an alarm is shown and told outside; when they end it pops up once and sounds."""
    quiet = Routing(hours=(ALWAYS,), desktop=DesktopTimes(quiet="always"))
    async with rig() as it:
        await it.apply(it.check("pay/deposit"), routing=quiet)
        it.service("pay/deposit").error = ErrorClass.REFUSED
        await it.link.until(lambda: it.outside and it.link.board and it.link.board.incidents)
        await it.link.until(lambda: it.link.board and it.summary.counts.critical)
        assert it.link.board is not None
        assert it.link.board.summary.tone is None
        assert it.link.told == []
        await it.apply(it.check("pay/deposit"), title="By day")
        await it.link.until(lambda: it.link.told and it.link.board and it.link.board.summary.tone)
        assert [notice.kind for notice in it.link.told] == [NoticeKind.PROBLEM]


async def test_a_channel_without_a_route_is_told_nothing_and_it_is_on_record() -> None:
    """What no route leads to is withheld with that reason, and makes no line in the timeline."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"), routing=Routing(routes=(Route(channels=(DESKTOP,)),)))
        it.service("pay/deposit").error = ErrorClass.REFUSED
        await it.link.until(lambda: it.link.told)
        kept = {notice.channel: notice.reason.value for notice in it.store.notices.values()}
        assert kept == {DESKTOP: "new", "ops": "not-routed"}
        assert it.outside == []


def test_what_is_not_heard_by_the_hour_is_silent() -> None:
    """By the hours nothing, the critical, or all is heard; known incidents stay silent in any case."""
    books = Books()
    books.known = frozenset({"I-3"})
    found = [incident("I-1"), incident("I-2", Level.WARNING), incident("I-3")]
    heard = {}
    for word in Heard:
        books.heard = word
        heard[word] = {each.id for each in found} - books.silent(found)
    assert heard == {Heard.ALL: {"I-1", "I-2"}, Heard.CRITICAL: {"I-1"}, Heard.NONE: set()}
    assert SoundHours(hours="always", heard=Heard.NONE).heard is Heard.NONE

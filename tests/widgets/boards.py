"""Sample boards for pictures and layout tests. All names are invented."""

import functools
import math
import random
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from msgspec.structs import replace

from app.model.alert import AlertKey
from app.model.board import (
    Banner,
    Board,
    CheckView,
    EngineHealth,
    ErrorEntry,
    Glyph,
    Rank,
    SeriesView,
    SoundState,
    Summary,
    TickerEntry,
)
from app.model.clock import Moment
from app.model.incident import Entry, EntryKind, Incident
from app.model.message import Point
from app.model.own import SIGHT
from app.model.phrase import NOTHING, Phrase, phrase
from app.model.quantity import Unit
from app.model.state import ErrorClass, State
from app.model.target import ElementClass, Redundancy
from app.model.verdict import Level
from widgets.views.deviations import counted

WALL = 1_795_444_327.0  # Mon 23 Nov 2026, 14:32:07 UTC
NOW = Moment(wall=WALL, mono=500_000.0)

NAMES: dict[ElementClass, str] = {
    ElementClass.APPLICATION_SERVER: (
        "app-core-1 app-core-2 app-core-3 app-core-4 session-1 session-2 lobby-1 lobby-2 lobby-3 "
        "wallet-1 wallet-2 wallet-3 bonus-1 bonus-2 jobs-1 jobs-2 back-office reports"
    ),
    ElementClass.DATABASE: (
        "wallet-db wallet-rep-1 wallet-rep-2 players-db players-rep games-db games-rep ledger-db "
        "cache-1 cache-2 queue-1 queue-2"
    ),
    ElementClass.API: (
        "sign-in register profile limits wallet-api bet-api history catalogue search bonus-api chat "
        "promo geo kyc reports-api webhooks notices admin-api"
    ),
    ElementClass.GAME_PROVIDER: (
        "Papermoor Kestrin_Live Brassfox Onyxreel Tidewick Velanta Ninebark Quillowe Sablemere "
        "Emberlune Halcyra Rookpine Oriolo Lindqua Thornby Wendlow Marrowick Cindral"
    ),
    ElementClass.PAYMENT: (
        "Paygrove_in Paygrove_out Cardlane Bankbridge Vouchwick Instaro Coinmere Swiftori hooks-in "
        "ledger-sync fraud-gate payout-run"
    ),
    ElementClass.NETWORK: (
        "edge-fra-1 edge-fra-2 edge-ams-1 edge-mla-1 core-fra core-mla vpn-1 vpn-2 dns-1 dns-2 "
        "uplink-a uplink-b lb-1 lb-2 tls-www tls-api cdn ntp"
    ),
}


class Sample(NamedTuple):
    """A board with the points of its charts; ``age`` and ``lost`` as for ``Wall.show_board``."""

    board: Board
    points: tuple[Point, ...]
    age: float = 0.0
    lost: bool = False
    page: str = "overview"


def ago(seconds: float) -> Moment:
    """Return the moment some seconds before now."""
    return NOW.later(-seconds)


def check(element: ElementClass, name: str, number: int) -> CheckView:
    """Return a healthy check."""
    slug = name.lower().replace(" ", "-")
    return CheckView(
        id=f"{slug}/main",
        target=slug,
        target_name=name,
        name=name,
        short=name if len(name) <= 18 else name[:18],
        element=element,
        kind="http",
        address=f"{slug}.example",
        state=State.OK,
        since=ago(26_040),
        last=ago(1 + number % 14),
        interval=10.0,
        attempts=3,
        series=_series(element, number),
        availability=1 - 0.0001 * (number % 20),
        runbook="https://runbooks.example/" + slug,
        needs=needs_of(name),
    )


def needs_of(name: str) -> tuple[str | Redundancy, ...]:
    """Return what a target of this platform depends on."""
    lb, edges = Redundancy(of=("lb-1", "lb-2")), Redundancy(of=("edge-fra-1", "edge-fra-2"))
    families: dict[str, tuple[str | Redundancy, ...]] = {
        "core-fra core-mla": (Redundancy(of=("uplink-a", "uplink-b")),),
        "edge-fra-1 edge-fra-2 edge-ams-1 vpn-1 lb-1 lb-2 app-core-1 app-core-2 app-core-3 app-core-4": (
            "core-fra",
        ),
        "edge-mla-1 vpn-2": ("core-mla",),
        "wallet-db players-db games-db ledger-db cache-1 queue-1": ("core-fra",),
        "wallet-rep-1 wallet-rep-2 wallet-1 wallet-2 wallet-3": ("wallet-db",),
        "players-rep session-1 session-2": ("players-db",),
        "games-rep lobby-1 lobby-2 lobby-3": ("games-db",),
        "tls-www tls-api sign-in register profile history catalogue search chat promo": (lb,),
        "wallet-api": (lb, Redundancy(of=("wallet-1", "wallet-2", "wallet-3"), at_least=2)),
        "bet-api": (lb, "wallet-api"),
        "Papermoor Kestrin_Live Brassfox Onyxreel Tidewick Velanta Ninebark Quillowe": (edges, "wallet-api"),
        "Paygrove_in Paygrove_out Cardlane Bankbridge Vouchwick Instaro": (edges,),
        "ledger-sync payout-run": ("ledger-db",),
    }
    slug = name.replace(" ", "_")
    return next((needs for names, needs in families.items() if slug in names.split()), ())


def _series(element: ElementClass, number: int) -> tuple[SeriesView, ...]:
    usual = 0.02 + (number * 37 % 90) / 1000
    answer = SeriesView(
        name="response_time",
        title="Response time",
        unit=Unit.SECONDS,
        value=usual,
        warning=0.4,
        critical=2.0,
        low=usual * 0.8,
        high=usual * 1.25,
    )
    errors = SeriesView(name="error_rate", title="Errors", unit=Unit.RATIO, value=0.0003, warning=0.05)
    if element is not ElementClass.APPLICATION_SERVER:
        return answer, errors
    load = 0.2 + (number * 53 % 30) / 100
    cpu = SeriesView(
        name="cpu",
        title="CPU load",
        unit=Unit.RATIO,
        value=load,
        warning=0.8,
        critical=0.95,
        low=load * 0.8,
        high=load * 1.2,
    )
    memory = SeriesView(
        name="memory", title="Memory", unit=Unit.RATIO, value=0.61, warning=0.85, critical=0.95
    )
    return cpu, memory, answer, errors


def good_checks(most: int = 99) -> tuple[CheckView, ...]:
    """Return the healthy platform in the inventory's order."""
    made: list[CheckView] = []
    for element, names in NAMES.items():
        for number, name in enumerate(names.split()[:most]):
            made.append(check(element, name.replace("_", " "), number + len(made)))
    return tuple(made)


def changed(checks: Iterable[CheckView], **wanted: dict[str, object]) -> tuple[CheckView, ...]:
    """Return the checks with fields replaced; keys are names with _ for other signs."""
    keys = {name.replace("-", "_").replace(" ", "_"): fields for name, fields in wanted.items()}
    return tuple(
        replace(c, **keys[k]) if (k := c.name.replace("-", "_").replace(" ", "_")) in keys else c
        for c in checks
    )


class Course(NamedTuple):
    """What decides how the past of one series looks."""

    check: str
    series: SeriesView
    bad_since: float
    end: float


def points_of(checks: Sequence[CheckView], seconds: float = 3600.0, step: float = 10.0) -> tuple[Point, ...]:
    """Return the past of all series: round their usual value, then up to the present one."""
    courses = tuple(
        Course(view.id, series, _bad_since(view), view.last.wall if view.last else WALL)
        for view in checks
        for series in view.series
        if series.value is not None
    )
    return _points_of(courses, seconds, step)


# Half of what the tests of the wall cost was to throw the same dice again; the points are values.
@functools.lru_cache(maxsize=24)
def _points_of(courses: tuple[Course, ...], seconds: float, step: float) -> tuple[Point, ...]:
    dice = random.Random(7)
    made: list[Point] = []
    for course in courses:
        made += _past(course, dice, seconds, step)
    return (*made, *availability_points())


def _bad_since(view: CheckView) -> float:
    if view.since is None or view.state not in (State.CRITICAL, State.WARNING):
        return math.inf
    return view.since.wall


def availability_points() -> tuple[Point, ...]:
    """Return what a wall that has been open for an hour gathered by itself."""
    made = []
    for number, element in enumerate(ElementClass):
        for step in range(360):
            share = 1.0 if (step * 7 + number * 31) % 97 > 3 else 0.94
            at = WALL - 3600 + step * 10
            made.append(Point(check=f"class:{element}", series="available", at=at, value=share))
    return tuple(made)


def _past(course: Course, dice: random.Random, seconds: float, step: float) -> list[Point]:
    check, series, bad_since, end = course
    assert series.value is not None
    low = series.low if series.low is not None else series.value * 0.85
    high = series.high if series.high is not None else series.value * 1.15
    middle, half = (low + high) / 2, (high - low) / 2
    made: list[Point] = []
    drift = 0.0
    at = WALL - seconds
    while at <= end:
        drift = 0.93 * drift + dice.gauss(0, 0.22)
        value = middle + half * max(-1.15, min(1.15, drift))
        if at >= bad_since:
            value += (series.value - middle) * (1 - math.exp(-(at - bad_since) / 60))
        made.append(Point(check=check, series=series.name, at=at, value=max(0.0, value), low=low, high=high))
        at += step
    return made


def summary_of(
    checks: Sequence[CheckView], rank: Rank, glyph: Glyph, headline: Phrase, **more: object
) -> Summary:
    """Return a summary."""
    base = Summary(
        rank=rank,
        glyph=glyph,
        headline=headline,
        counts=counted(checks),
        sound=SoundState.WORKING,
        sound_proved=ago(1927),
        newest=ago(1),
        oldest=ago(14),
    )
    return replace(base, **more)


def ticker(*entries: tuple[float, Glyph, str]) -> tuple[TickerEntry, ...]:
    """Return ticker entries from (seconds ago, glyph, text)."""
    return tuple(
        TickerEntry(id=number, at=ago(seconds), glyph=glyph, text=phrase(text))
        for number, (seconds, glyph, text) in enumerate(entries)
    )


def incident(number: int, target: str, title: str, cause: str, seconds: float, **more: object) -> Incident:
    """Return an open incident."""
    base = Incident(
        id=f"I-{number}",
        target=target,
        element=ElementClass.GAME_PROVIDER,
        title=phrase(title),
        cause=phrase(cause),
        level=Level.CRITICAL,
        alerts=(AlertKey(check=f"{target}/main", rule="up"),),
        began=ago(seconds),
        opened=ago(seconds - 12),
        timeline=(
            Entry(at=ago(seconds), kind=EntryKind.FIRST_BAD, text=phrase("First bad answer")),
            Entry(at=ago(seconds - 12), kind=EntryKind.HARD, text=phrase("Confirmed, 3 of 3")),
            Entry(at=ago(seconds - 13), kind=EntryKind.TOLD, text=phrase("Told: pop-up, sound")),
        ),
    )
    return replace(base, **more)


def health() -> EngineHealth:
    """Return a healthy engine."""
    return EngineHealth(pid=4711, build="test", started=ago(90_000), checks=96)


@cache
def good_day() -> Sample:
    """Return a day on which all is well."""
    checks = good_checks()
    closed = incident(16, "wallet-rep-2", "Replica lag", "", 28_500.0, closed=ago(26_040))
    board = Board(
        now=NOW,
        checks=checks,
        summary=summary_of(
            checks,
            Rank.GOOD,
            Glyph.GOOD,
            phrase("All {n} checks are good", n="96"),
            line=phrase("Newest result 1 s ago, oldest 14 s ago"),
        ),
        health=health(),
        ticker=ticker(
            (1927, Glyph.GOOD, "alarm path proved: sound, tray, pop-up"),
            (12_607, Glyph.GOOD, "maintenance of Cindral done"),
            (26_047, Glyph.GOOD, "replica lag over"),
        ),
        last_closed=closed,
        quiet_since=ago(26_040),
    )
    return Sample(board, points_of(checks))


@cache
def bad_day() -> Sample:
    """Return a day with criticals that nobody has, taken ones, warnings and a stale site."""
    checks = changed(
        good_checks(),
        wallet_3=_bad(State.WARNING, 1320, "Memory 91 %, full in about 3 h", load=0.91),
        wallet_rep_2=_bad(State.CRITICAL, 1080, "Replica 96 s behind", owner="Tomas R.", answer=0.9),
        promo={"state": State.WARNING, "soft": True, "attempt": 2},
        Kestrin_Live=_bad(
            State.CRITICAL, 240, "Launch gets no answer in 10 s", answer=10.0, error=ErrorClass.TIMEOUT_READ
        ),
        Paygrove_in=_bad(State.CRITICAL, 420, "Deposits take 9.8 s, limit 2 s", answer=9.8),
        Cardlane=_bad(State.WARNING, 540, "Approval 84 %, usual 90 to 93", answer=0.6),
        Cindral={"maintenance": "M-2"},
        hooks_in=_stale(190),
        edge_mla_1=_stale(181),
        core_mla=_stale(184),
        uplink_b=_stale(188),
        dns_2=_bad(State.WARNING, 720, "Flapping, 7 changes in 10 min", answer=0.5),
    )
    incidents = (
        incident(2317, "kestrin-live", "Kestrin Live hangs", "Launch gets no answer in 10 s", 240),
        incident(2316, "paygrove-in", "Paygrove deposits slow", "Deposits take 9.8 s, limit 2 s", 420),
        incident(
            2314,
            "wallet-rep-2",
            "wallet-rep-2 lags 96 s",
            "Reads moved to wallet-rep-1",
            1080,
            owner="Tomas R.",
        ),
        incident(
            2318,
            "malta",
            "Malta site: no proof",
            "3 checks stale",
            160,
            owner="Mira K.",
            level=Level.WARNING,
            alerts=(AlertKey(check="edge-mla-1/main", rule="no-data"),),
        ),
    )
    board = Board(
        now=NOW,
        checks=checks,
        incidents=incidents,
        summary=summary_of(
            checks,
            Rank.NEED_SOMEONE,
            Glyph.CRITICAL,
            phrase("{n} incidents need someone", n="2"),
            line=phrase("4 incidents open · alarm load 3 in 10 min, busy"),
            sound=SoundState.MUTED,
            muted_until=NOW.later(761),
            muted_by="Mira K.",
        ),
        health=health(),
        ticker=ticker(
            (160, Glyph.UNKNOWN, "Malta site stale"),
            (240, Glyph.CRITICAL, "Kestrin Live hangs"),
            (420, Glyph.CRITICAL, "Paygrove slow"),
            (720, Glyph.WARNING, "dns-2 flapping"),
            (1320, Glyph.MAINTENANCE, "Cindral until 15:00"),
        ),
    )
    return Sample(board, points_of(checks))


def _bad(
    state: State,
    seconds: float,
    sentence: str,
    *,
    owner: str = "",
    answer: float | None = None,
    load: float | None = None,
    error: ErrorClass | None = None,
) -> dict[str, object]:
    fields: dict[str, object] = {
        "state": state,
        "since": ago(seconds),
        "sentence": phrase(sentence),
        "owner": owner,
        "error": error,
        "availability": 0.976,
    }
    if answer is not None:
        series = SeriesView(
            name="response_time",
            title="Response time",
            unit=Unit.SECONDS,
            value=answer,
            warning=0.4,
            critical=2.0,
            low=0.04,
            high=0.09,
        )
        fields["series"] = (series,)
    if load is not None:
        memory = SeriesView(
            name="memory", title="Memory", unit=Unit.RATIO, value=load, warning=0.85, critical=0.95
        )
        fields["series"] = (replace(memory, low=0.55, high=0.65),)
    return fields


def _refused(seconds: float) -> dict[str, object]:
    return _bad(State.CRITICAL, seconds, "Connection refused", error=ErrorClass.REFUSED)


def _stale(seconds: float) -> dict[str, object]:
    return {
        "state": State.UNKNOWN,
        "stale": True,
        "was": State.OK,
        "since": ago(seconds - 30),
        "last": ago(seconds),
        "target": "malta",
        "target_name": "Malta site",
    }


def bad_day_banner() -> Sample:
    """Return the bad day with a banner, sound broken and five incidents."""
    sample = bad_day()
    more = tuple(
        incident(2320 + n, f"lobby-{n}", f"lobby-{n} refuses connections", "Port 443 closed", 90)
        for n in (1, 2)
    )
    banner = Banner(
        id="inventory",
        state=State.WARNING,
        text=phrase("Inventory not read: line 14 is wrong, the last good one stays"),
        since=ago(300),
    )
    board = replace(
        sample.board,
        incidents=sample.board.incidents + more,
        banners=(banner, replace(banner, id="history")),
        summary=replace(
            sample.board.summary,
            sound=SoundState.BROKEN,
            headline=phrase("{n} incidents need someone", n="4"),
        ),
    )
    return sample._replace(board=board)


def one_incident() -> Sample:
    """Return a day on which one provider does not answer at all."""
    checks = changed(
        good_checks(),
        Kestrin_Live=_bad(
            State.CRITICAL, 130, "No answer in 1.4 s", answer=0.04, error=ErrorClass.TIMEOUT_READ
        ),
    )
    failing = next(c for c in checks if c.name == "Kestrin Live")
    silent = replace(failing, series=(replace(failing.series[0], value=None),))
    incidents = (incident(2317, "kestrin-live", "Kestrin Live hangs", "No answer in 1.4 s", 130),)
    summary = summary_of(
        checks,
        Rank.NEED_SOMEONE,
        Glyph.CRITICAL,
        phrase("1 incident needs someone"),
        line=phrase("1 incident open"),
    )
    past = tuple(p for p in points_of(checks) if p.check != failing.id or p.at < WALL - 130)
    board = Board(
        now=NOW,
        checks=tuple(silent if c is failing else c for c in checks),
        incidents=incidents,
        summary=summary,
        health=health(),
    )
    return Sample(board, past)


def sixty_alarms() -> Sample:
    """Return a flood: sixty criticals."""
    checks = list(good_checks())
    chosen = [n * 96 // 60 for n in range(60)]
    for number in chosen:
        fields = _bad(State.CRITICAL, 60 + number, "Connection refused", error=ErrorClass.REFUSED)
        checks[number] = replace(checks[number], **fields)
    incidents = tuple(
        incident(
            100 + n, checks[n].target, f"{checks[n].name} refuses connections", "Connection refused", 60 + n
        )
        for n in chosen
    )
    summary = summary_of(
        checks,
        Rank.NEED_SOMEONE,
        Glyph.CRITICAL,
        phrase("{n} incidents need someone", n="60"),
        line=phrase("60 incidents open · alarm load 60 in 10 min, flood"),
    )
    told = ticker(*((60 + n, Glyph.CRITICAL, f"{checks[n].name} refuses connections") for n in chosen[:20]))
    board = Board(
        now=NOW, checks=tuple(checks), incidents=incidents, summary=summary, health=health(), ticker=told
    )
    return Sample(board, points_of(checks))


def streaming() -> Sample:
    """Return the bad day with what went wrong before it."""
    sample = bad_day()
    wanted: tuple[tuple[str, ErrorClass | None, str, int, float, float | None], ...] = (
        ("kestrin-live", ErrorClass.TIMEOUT_READ, "No answer in 10 s", 24, 240, None),
        ("hooks-in", ErrorClass.TIMEOUT_CONNECT, "No connection within 5 s", 2, 260, None),
        ("jobs-1", None, "payout <*> of player <*> failed: ledger locked", 17, 305, 305),
        ("sign-in", ErrorClass.REFUSED, "Port 443 is closed", 3, 400, 370),
        ("paygrove-in", ErrorClass.STATUS, "Status 503, wanted 200 to 299", 31, 420, None),
        ("dns-2", ErrorClass.DNS, "No such name: wallet.example", 6, 720, 500),
        ("wallet-rep-2", ErrorClass.AUTH, "password authentication failed for user monitor", 1, 1080, 1078),
        ("cardlane", ErrorClass.TLS_VERIFY, "Certificate has expired 2 days ago", 4, 1500, 1440),
        ("vpn-1", ErrorClass.PERMISSION, "No right to send pings", 1, 2400, 2390),
    )
    stream = tuple(
        ErrorEntry(
            check=f"{name}/main",
            error=error,
            text=phrase(text),
            state=State.UNKNOWN if error is ErrorClass.PERMISSION else State.CRITICAL,
            count=count,
            first=ago(since + 5 * count),
            since=ago(since),
            last=ago(over or 3),
            over=ago(over) if over is not None else None,
        )
        for name, error, text, count, since, over in wanted
    )
    return sample._replace(board=replace(sample.board, stream=stream, stream_earlier=12))


@cache
def business() -> Sample:
    """Return the bad day with the figures that a provider and a gateway tell of themselves."""
    sample = bad_day()

    def told(name: str, title: str, value: float, unit: Unit, **more: object) -> SeriesView:
        return replace(SeriesView(name=name, title=title, unit=unit, value=value), **more)

    figures: dict[str, tuple[SeriesView, ...]] = {
        "kestrin-live": (
            told(
                "success_rate",
                "Launches that work",
                0.813,
                Unit.RATIO,
                warning=0.99,
                critical=0.95,
                below=True,
            ),
            told("players", "Players in game", 8203, Unit.COUNT, low=8300.0, high=8600.0),
            told("calls_per_second", "Wallet calls", 124.0, Unit.PER_SECOND, low=110.0, high=140.0),
            told("games", "Games in the catalogue", 412, Unit.COUNT, warning=400, below=True),
        ),
        "paygrove-in": (
            told(
                "approval_rate", "Approved", 0.889, Unit.RATIO, low=0.9, high=0.93, warning=0.88, below=True
            ),
            told("pending", "Pending deposits", 41, Unit.COUNT, low=2.0, high=9.0),
            told("webhook_lag", "Webhook lag", 3.4, Unit.SECONDS, warning=30.0, critical=120.0),
        ),
    }
    checks = tuple(
        replace(view, series=(*view.series, *figures.get(view.target, ()))) for view in sample.board.checks
    )
    return sample._replace(board=replace(sample.board, checks=checks), points=points_of(checks))


def outage() -> Sample:
    """Return a day on which one router fails and cuts others off."""
    root, hit = (
        "core-fra",
        ("lb-1", "lb-2", "wallet-db", "games-db", "edge-fra-1", "edge-fra-2", "sign-in", "Papermoor"),
    )
    checks = changed(
        good_checks(),
        core_fra=_bad(State.CRITICAL, 190, "No answer in 1.4 s", error=ErrorClass.TIMEOUT_READ)
        | {"incident": "I-9"},
        dns_2=_bad(State.WARNING, 720, "Answers take 500 ms, limit 400 ms", answer=0.5),
        edge_mla_1=_stale(181) | {"target": "edge-mla-1", "target_name": "edge-mla-1"},
        vpn_1={"state": State.CRITICAL, "soft": True, "attempt": 2},
        Cindral={"maintenance": "M-2"},
        **{
            name.replace("-", "_"): _bad(State.CRITICAL, 170, "Connection refused", error=ErrorClass.REFUSED)
            | {"incident": f"I-{20 + n}", "blocked_by": root}
            for n, name in enumerate(hit)
        },
    )
    incidents = (
        incident(9, root, "core-fra does not answer", "No answer in 1.4 s", 190, explains=len(hit), below=52),
        *(
            incident(20 + n, name, f"{name} refuses connections", "Connection refused", 170, blocked_by="I-9")
            for n, name in enumerate(hit)
        ),
    )
    summary = summary_of(
        checks,
        Rank.NEED_SOMEONE,
        Glyph.CRITICAL,
        phrase("1 incident needs someone"),
        line=phrase("9 incidents open, 8 of them explained"),
    )
    board = Board(now=NOW, checks=checks, incidents=incidents, summary=summary, health=health())
    return Sample(board, points_of(checks))


def blind() -> Sample:
    """Return a monitor that cannot see."""
    checks = tuple(
        replace(c, state=State.UNKNOWN, error=ErrorClass.CUT_OFF, since=ago(147), last=ago(1 + n % 9))
        for n, c in enumerate(good_checks())
    )
    summary = summary_of(checks, Rank.BLIND, Glyph.UNKNOWN, phrase("This monitor is blind"), newest=ago(1))
    cause = "No answer from gateway 192.0.2.1, name server 192.0.2.53"
    alarm = incident(2330, "@sight", "This monitor is cut off", cause, 147, alerts=(SIGHT,))
    alarm = replace(alarm, element=ElementClass.APPLICATION_SERVER)  # as of whatever is no target
    board = Board(now=NOW, checks=checks, incidents=(alarm,), summary=summary, health=health())
    return Sample(board, points_of(checks))


def stale() -> Sample:
    """Return a board that nobody has renewed for ten minutes."""
    return good_day()._replace(age=600.0)


def engine_lost() -> Sample:
    """Return the bad day with the engine gone for 8 s."""
    return bad_day()._replace(age=8.0, lost=True)


def engine_lost_good() -> Sample:
    """Return the good day with the engine gone for 8 s."""
    return good_day()._replace(age=8.0, lost=True)


def empty() -> Sample:
    """Return a new wall."""
    summary = Summary(
        rank=Rank.EMPTY,
        glyph=Glyph.PENDING,
        headline=phrase("Nothing is watched yet"),
        line=phrase("An inventory names what to watch"),
    )
    return Sample(Board(now=NOW, summary=summary, health=health()), ())


def one_target() -> Sample:
    """Return a wall with one check only."""
    checks = good_checks()[:1]
    summary = summary_of(checks, Rank.GOOD, Glyph.GOOD, phrase("The only check is good"))
    return Sample(Board(now=NOW, checks=checks, summary=summary, quiet_since=ago(400)), points_of(checks))


def pending() -> Sample:
    """Return a wall that waits for its first answers."""
    checks = tuple(
        replace(c, state=State.PENDING, since=None, last=None, series=(), availability=None)
        for c in good_checks()
    )
    summary = summary_of(checks, Rank.WAITING, Glyph.PENDING, phrase("Waiting for {n} first answers", n="96"))
    summary = replace(summary, sound=SoundState.UNPROVED, sound_proved=None)
    return Sample(Board(now=NOW, checks=checks, summary=summary), ())


def long_names() -> Sample:
    """Return the bad day with names of 80 signs."""
    sample = bad_day()
    checks = tuple(
        replace(c, name=long_name(c.name), target_name=long_name(c.target_name)) for c in sample.board.checks
    )
    incidents = tuple(
        replace(i, title=phrase("{name} gets no answer in 10 s", name=long_name(i.target)))
        for i in sample.board.incidents
    )
    board = replace(sample.board, checks=checks, incidents=incidents)
    return sample._replace(board=board)


def long_name(name: str) -> str:
    """Return a name of 80 signs that begins as ``name``."""
    return (name + " of the northern casino's second data centre, spare unit in room 14 of the annex")[:80]


def other_scripts() -> Sample:
    """Return names in Cyrillic, Greek, Hebrew, Arabic and with accents."""
    words = (
        "Платежи",
        "Кошелёк",
        "Ставки",
        "Πληρωμές",
        "תשלומים",
        "المدفوعات",
        "Größenprüfung",
        "Añejo",
        "Şişli",
        "Łódź",
    )
    sample = bad_day()
    named = {view.id: f"{words[n % 10]} {n}" for n, view in enumerate(sample.board.checks)}
    checks = tuple(
        replace(view, name=named[view.id], short=named[view.id], target_name=named[view.id])
        for view in sample.board.checks
    )
    told = (
        ("Платежи не проходят", "Депозиты дольше предела", "Мирослава"),
        ("תשלומים תקועים", "אין תשובה תוך 10 שניות", ""),
        ("المدفوعات متوقفة", "لا يوجد رد خلال 10 ثوان", "مريم"),
        ("Πληρωμές αργούν", "Απάντηση σε 9,8 s", "Şişli Ö."),
    )
    incidents = tuple(
        replace(each, title=phrase("{t}", t=title), cause=phrase("{c}", c=cause), owner=owner)
        for each, (title, cause, owner) in zip(sample.board.incidents, told, strict=True)
    )
    checks = tuple(
        replace(view, sentence=phrase("{c}", c=told[n % 4][1])) if view.sentence != NOTHING else view
        for n, view in enumerate(checks)
    )
    entries = tuple(
        replace(entry, text=phrase("{t}", t=told[n % 4][0])) for n, entry in enumerate(sample.board.ticker)
    )
    board = replace(sample.board, checks=checks, incidents=incidents, ticker=entries)
    return sample._replace(board=board)


def thousand() -> Sample:
    """Return 1,000 checks with some deviations."""
    checks: list[CheckView] = []
    for element in ElementClass:
        number = 167 if len(checks) < 835 else 1000 - len(checks)
        checks += [check(element, f"{element.value[:3]}-{n:03}", n) for n in range(number)]
    for number in (30, 41, 200, 420, 640, 641, 810, 930):
        checks[number] = replace(checks[number], **_refused(240 + number))
    for number in (77, 260, 505, 705, 905, 990):
        checks[number] = replace(
            checks[number],
            **_bad(State.WARNING, 900 + number, "Response time 500 ms, limit 400 ms", answer=0.5),
        )
    for number in range(850, 874):
        checks[number] = replace(checks[number], **_stale(180))
    chosen = [c for c in checks if c.state is State.CRITICAL]
    incidents = tuple(
        incident(n, c.target, f"{c.name} refuses connections", "Connection refused", 240)
        for n, c in enumerate(chosen)
    )
    summary = summary_of(
        checks, Rank.NEED_SOMEONE, Glyph.CRITICAL, phrase("{n} incidents need someone", n="8")
    )
    board = Board(now=NOW, checks=tuple(checks), incidents=incidents, summary=summary)
    return Sample(board, points_of(checks[:200], 900.0, 30.0))


SAMPLES: dict[str, Callable[[], Sample]] = {
    "good-day": good_day,
    "bad-day": bad_day,
    "bad-day-banner": bad_day_banner,
    "one-incident": one_incident,
    "sixty-alarms": sixty_alarms,
    "business": business,
    "outage": outage,
    "streaming": streaming,
    "blind": blind,
    "stale": stale,
    "engine-lost": engine_lost,
    "engine-lost-good": engine_lost_good,
    "empty": empty,
    "one-target": one_target,
    "pending": pending,
    "long-names": long_names,
    "other-scripts": other_scripts,
    "thousand": thousand,
}

"""What holds at each board and at the end of each history, told apart from the code that makes it so."""

from collections.abc import Iterable, Sequence

from app.model.board import CheckView, Glyph, Rank, Tone
from app.model.event import EventKind
from app.model.incident import Incident
from app.model.notice import DESKTOP, NoticeKind
from app.model.state import State
from app.model.suppression import SuppressionKind
from app.model.verdict import Level
from tests.histories.things import NAMES, WHOLE, Happening, Setting
from tests.histories.world import Screen, World

PROBLEM, ESCALATION = NoticeKind.PROBLEM, NoticeKind.ESCALATION
ENDS = (NoticeKind.RECOVERY, NoticeKind.WITHDRAWN)


class Watch:
    """Looks at each board of a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._before: dict[str, State] = {}
        self._good_at: dict[str, float] = {}
        self._life = 0
        self.boards = 0
        self.broken: list[AssertionError] = []
        world.watchers.append(self.look)

    def look(self, screen: Screen) -> None:
        """Look at a board; what does not hold is kept, for an engine goes on whatever its screens say."""
        self.boards += 1
        try:
            self._look(screen)
        except AssertionError as broken:
            self._world.note(f"BROKEN: {broken}")
            self.broken.append(broken)

    def _look(self, screen: Screen) -> None:
        if self._life != self._world.lives:
            self._life, self._before = self._world.lives, {}
        views = screen.checks.values()
        self._never_good_without_proof([view for view in views if view.id != WHOLE])
        self._each_alert_has_one_home(screen)
        self._one_decision(screen)

    def _never_good_without_proof(self, views: Iterable[CheckView]) -> None:
        for view in views:
            before = self._before.get(view.id, State.PENDING)
            if view.state is State.OK and before is not State.OK:
                assert view.last is not None, f"{view.id} became OK and has no result"
                assert self._world.was_good(view.id, view.last.mono), f"{view.id} became OK without proof"
            self._before[view.id] = view.state

    def _each_alert_has_one_home(self, screen: Screen) -> None:
        """Whatever is joined and parted: an open incident holds alerts, and none is in two of them."""
        assert screen.board is not None
        incidents = screen.board.incidents
        keys = [key for incident in incidents for key in incident.alerts]
        assert len(keys) == len(set(keys)), f"an alert is in two incidents: {keys}"
        for each in incidents:
            assert each.alerts, f"{each.id} is open and holds nothing"
            assert not each.merged_into, f"{each.id} is open and part of another one"
            assert each.blocked_by != each.id, f"{each.id} explains itself"
            explained = sum(other.blocked_by == each.id for other in incidents)
            assert each.explains == explained, f"{each.id} says {each.explains} for {explained}"
        books = self._world.engine._core.books.incidents
        for each in books.open():
            above = books.find(each.blocked_by)
            assert above is None or not above.merged_into, f"{above.id} is part of another one, and explains"

    def _one_decision(self, screen: Screen) -> None:
        """Screen, tray and sound follow one summary, and that follows what the board shows."""
        board = screen.board
        assert board is not None
        summary, views = board.summary, list(screen.checks.values())
        shown = [view for view in views if view.enabled]
        assert summary.counts.total == len(shown)
        assert summary.counts.maintenance == sum(bool(view.maintenance) for view in shown)
        shown = [view for view in shown if not view.maintenance]
        assert summary.counts.critical == sum(view.state is State.CRITICAL for view in shown)
        assert summary.counts.ok == sum(view.state is State.OK for view in shown)
        assert bool(summary.tone) == bool(summary.sounding)
        by_id = {incident.id: incident for incident in board.incidents}
        for name in summary.sounding:
            assert not by_id[name].taken
            assert not by_id[name].blocked_by
            assert by_id[name].suppressed is None
        critical = any(by_id[name].level is Level.CRITICAL for name in summary.sounding)
        assert (summary.tone is Tone.CRITICAL) == critical
        if summary.rank is Rank.GOOD or summary.glyph is Glyph.GOOD:
            assert all(_proved(view) for view in shown)
            assert all(_planned(incident) for incident in board.incidents)


def _planned(incident: Incident) -> bool:
    return incident.suppressed is not None and incident.suppressed.kind is SuppressionKind.MAINTENANCE


def _proved(view: CheckView) -> bool:
    return view.state is State.OK and not view.soft and not view.stale


def problems_and_ends_pair(world: World) -> None:
    """Each channel heard a problem first, then at most one end of it, and so on; everything told is over.

    What was split off is known to those who knew what it was a part of.
    """
    for channel, notices in world.heard.items():
        open_now: dict[str, bool] = {}
        for notice in notices:
            name, kind = notice.incident, notice.kind
            known = open_now.get(name, channel in world.knew.get(name, ()))
            first = kind is PROBLEM or (kind is ESCALATION and not known)
            if first:
                assert not known, f"{channel} was told {name} twice"
            else:
                assert known, f"{channel}: {kind} of {name}, which it did not know"
            open_now[name] = kind not in ENDS
        left = [name for name, is_open in open_now.items() if is_open]
        assert not left, f"{channel} was never told the end of {left}"


def only_what_was_hard_is_told(world: World) -> None:
    """Find a confirmed alert in the event log before each told problem."""
    hard = 0
    told: set[str] = set()
    for event in world.events():
        if event.kind is EventKind.ALERT and event.what == "fired":
            hard += 1
        elif event.kind is EventKind.INCIDENT and event.what in ("opened", "split"):
            assert hard, "an incident was opened before any alert fired"
            told.add(event.subject)
    for notices in world.heard.values():
        assert {notice.incident for notice in notices} <= told


def all_is_over(world: World) -> None:
    """Once everything is well and that is found out, nothing is open and all is good."""
    board = world.life.screen.board if world.life is not None else None
    assert board is not None
    assert not board.incidents, [incident.title.plain() for incident in board.incidents]
    states = {view.id: view.state for view in world.life.screen.checks.values()} if world.life else {}
    names = (*NAMES, WHOLE) if world.setting.together else NAMES
    assert states == dict.fromkeys(names, State.OK)
    assert board.summary.tone is None


def the_log_tells_the_books(world: World) -> None:
    """Replaying the event log gave the same books each time that it was looked at, and does at the end."""
    world.disk.verify()
    assert not world.disk.differences, world.disk.differences


def nobody_is_owed_an_end(world: World) -> None:
    """Each incident is closed, those that were merged away too, and to all that were told of it."""
    for each in world.incidents():
        assert each.closed is not None, f"{each.id} is still open on the disk"
        assert not set(each.told) - {DESKTOP}, f"{each.id} is over, and {each.told} were not told"
    assert not world.disk.db.execute("SELECT id FROM owed").fetchall()


def what_people_wrote_stays(world: World) -> None:
    """Each line that was answered as saved is in the incidents that it was written into."""
    found = {each.id: [line.text.plain() for line in each.timeline] for each in world.incidents()}
    into = {each.id: each.merged_into for each in world.incidents() if each.merged_into}
    if world.knew:
        into = {}  # who owes an end to what was parted again need not know what was said of it
    for line, names in world.lines.items():
        for name in {*names, *(into[name] for name in names if name in into)}:
            assert any(text.endswith(line) for text in found[name]), f"{line!r} is not in {name}"


def hold_over(history: Sequence[Happening], attempts: int, recover_hold: float, setting: Setting) -> None:
    """Live through a history and assert all of this; the story of one in which something broke is told."""
    world = World(attempts=attempts, recover_hold=recover_hold, setting=setting)
    watch = Watch(world)

    def at_the_end() -> None:
        if watch.broken:
            raise watch.broken[0]
        all_is_over(world)
        problems_and_ends_pair(world)
        only_what_was_hard_is_told(world)
        nobody_is_owed_an_end(world)
        what_people_wrote_stays(world)
        the_log_tells_the_books(world)

    try:
        world.run(history, then=at_the_end)
    except AssertionError as error:
        story = "\n".join(world.log)
        raise AssertionError(f"{error}\n{story}") from error
    assert watch.boards

"""What people wish of an engine that is killed again and again, and what it has said is saved.

A further wish is a function in ``WISHES``: it sends one. What must be seen of it on every later board, and at
the end on record, is looked at in ``Promises``; of silences and windows in ``quiet``.
"""

import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from itertools import chain

from msgspec import structs

from app.link.client import LinkLost
from app.model.board import Board
from app.model.event import EventKind
from app.model.incident import EntryKind, Incident
from app.model.intent import Acknowledge, Act, Assign, Comment, Intent, Mute
from app.model.message import AskEvents, AskIncidents
from tests.faults.engine_process import EngineProcess, Hook
from tests.faults.quiet import QUIETS, Kept, Quiet

SHOWN = 2.0  # seconds until what is saved is on the board, with all that a machine does beside


class Promises:
    """Sends wishes and remembers them; ``broken`` says what was not kept."""

    def __init__(self, engine: EngineProcess, dice: random.Random, names: Sequence[str]) -> None:
        self.dice = dice
        self.names = names  # of what may be silenced
        self.wishes: list[Kept] = []
        self.broken: set[str] = set()
        self.quiet = Quiet(engine, self.wishes, self.broken)
        self.on_saved: Callable[[], None] | None = None  # called the moment that an answer is there
        self._engine = engine
        self._lives: list[object] = []  # the process that was asked for each wish

    @property
    def saved(self) -> list[Kept]:
        """The wishes that were answered as saved."""
        return [wish for wish in self.wishes if wish.saved]

    async def wish(self) -> None:
        """Make a wish of a random kind, where an engine is there to hear it."""
        try:
            board = await self.look()
            if board.checks:  # or it has only just begun
                await self.quiet.look()
                await self.dice.choice(WISHES)(self, board)
        except (OSError, LinkLost, TimeoutError):
            return

    async def send(self, intent: Intent, who: str) -> None:
        """Send a wish. One that is cut off may have been carried out or not."""
        saved, sent, life = False, time.time(), self._engine.process
        try:
            async with self._engine.client() as client:
                saved = not (await client.ask(intent)).error
                if saved and self.on_saved is not None:
                    self.on_saved()
        finally:
            wish = Kept(who=who, saved=saved, intent=intent, sent=sent, answered=time.time())
            self.wishes.append(wish)
            self._lives.append(life)

    @property
    def name(self) -> str:
        """A name that nobody had before."""
        return f"ana-{len(self.wishes) + 1}"

    async def look(self) -> Board:
        """Compare the board with what was said to be saved, and return it."""
        life, now = self._engine.process, time.time()
        board = await self._engine.status()
        # What a living engine was asked just now may be on its next board; what another was must be here.
        due = [
            wish if wish.answered < now - SHOWN or asked is not life else structs.replace(wish, saved=False)
            for wish, asked in zip(self.wishes, self._lives, strict=True)
        ]
        self._compare(board, due)
        return board

    def _compare(self, board: Board, due: Sequence[Kept]) -> None:
        for incident in board.incidents:
            names = _last_of(due, partial(_gives, incident.id))
            if names and incident.owner not in names and not _gone(incident):
                self.broken.add(f"{incident.id} was given to {names}, now to {incident.owner or 'nobody'}")
        names = _last_of(due, lambda wish: isinstance(wish.intent, Mute))
        if names and board.summary.muted_by not in names:
            self.broken.add(f"muted by {names}, now by {board.summary.muted_by or 'nobody'}")
        self._look_at_lines(board.incidents, due, whole=False)

    async def look_at_record(self, hooks: Sequence[Hook]) -> None:
        """Compare the record of events and of incidents: each wish that was answered is in it, once."""
        found: Counter[object] = Counter()
        after = 0
        async with self._engine.client() as client:
            while events := (await client.ask(AskEvents(after=after))).events:
                found.update(event.data.get("who") for event in events if event.kind is EventKind.INTENT)
                after = events[-1].id
            kept = [(await client.ask(AskIncidents(closed=closed))).incidents for closed in (True, False)]
        self.broken |= {
            f"the wish of {wish.who} is on record {found[wish.who]} times"
            for wish in self.wishes
            if found[wish.who] > 1 or (wish.saved and not found[wish.who])
        }
        incidents = tuple(chain.from_iterable(kept))
        self._look_at_lines(incidents, self.wishes, whole=True)
        self.quiet.look_at_told(hooks, {each.id: each.opened.wall for each in incidents})

    def _look_at_lines(self, incidents: Sequence[Incident], wishes: Sequence[Kept], *, whole: bool) -> None:
        """Compare what was written into incidents; ``whole``: these are all that there ever were."""
        lines = {
            each.id: Counter(line.who for line in each.timeline if _written(line.kind)) for each in incidents
        }
        for wish in wishes:
            if not isinstance(wish.intent, Comment | Act):
                continue
            times = lines[wish.intent.what][wish.who] if wish.intent.what in lines else None
            if times is None and not whole:
                continue
            if (wish.saved and times != 1) or (times or 0) > 1:
                self.broken.add(f"the line of {wish.who} stands {times} times in {wish.intent.what}")


def _last_of(wishes: Sequence[Kept], kind: Callable[[Kept], bool]) -> list[str]:
    """Return who may have had the last word: the last one saved, and those cut off after it."""
    meant = [wish for wish in wishes if kind(wish)]
    names: list[str] = []
    for wish in meant:
        names = [wish.who] if wish.saved else [*names, wish.who]
    return names if any(wish.saved for wish in meant) else []


def _gone(incident: Incident) -> bool:
    """Return whether it needs someone again since it was given last: worse, or back after its end."""
    kinds = [entry.kind for entry in reversed(incident.timeline)]
    ends = [kinds.index(kind) for kind in (EntryKind.ACK_CLEARED, EntryKind.REOPENED) if kind in kinds]
    given = [kinds.index(kind) for kind in (EntryKind.ACKNOWLEDGED, EntryKind.ASSIGNED) if kind in kinds]
    return bool(ends) and min(ends) < min(given, default=len(kinds))


def _gives(incident: str, wish: Kept) -> bool:
    return isinstance(wish.intent, Acknowledge | Assign) and wish.intent.what == incident


def _written(kind: EntryKind) -> bool:
    return kind in (EntryKind.COMMENT, EntryKind.ACTION)


async def take(promises: Promises, board: Board) -> None:
    """Take an incident."""
    if board.incidents:
        name = promises.name
        what = promises.dice.choice(board.incidents).id
        await promises.send(Acknowledge(what=what, who=name), name)


async def assign(promises: Promises, board: Board) -> None:
    """Give an incident to somebody."""
    if board.incidents:
        name = promises.name
        what = promises.dice.choice(board.incidents).id
        await promises.send(Assign(what=what, to=name, who=name), name)


async def write(promises: Promises, board: Board) -> None:
    """Write into an incident that is open, or into the one that was closed last."""
    known = [each.id for each in (*board.incidents, board.last_closed) if each is not None]
    if known:
        name, what = promises.name, promises.dice.choice(known)
        kind = promises.dice.choice((Comment, Act))
        await promises.send(kind(what=what, text=f"I, {name}, saw it", who=name), name)


async def mute(promises: Promises, board: Board) -> None:  # noqa: ARG001 - all wishes have one form
    """Mute the tone."""
    name = promises.name
    await promises.send(Mute(seconds=promises.dice.uniform(1000, 2000), who=name), name)


async def suppress(promises: Promises, board: Board) -> None:  # noqa: ARG001 - all wishes have one form
    """Silence a target or plan work on it, or end that; never more than two at once."""
    name = promises.name
    lasting = promises.quiet.lasting()
    if len(lasting) > 1 or (lasting and promises.dice.random() < 0.5):
        await promises.send(structs.replace(promises.dice.choice(lasting), who=name), name)
        return
    make = promises.dice.choice(QUIETS)
    seconds = promises.dice.choice((promises.dice.uniform(0.5, 5.0), 1000.0))
    await promises.send(make(promises.dice.choice(promises.names), name, seconds), name)


WISHES: tuple[Callable[[Promises, Board], Awaitable[None]], ...] = (
    take,
    take,
    assign,
    write,
    write,
    mute,
    suppress,
    suppress,
)

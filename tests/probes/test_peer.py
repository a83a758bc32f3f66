"""Another wall as a check: heard, silent, blind, refused."""

from typing import Any

import pytest

from app.model.clock import Moment
from app.model.deadman import Whole
from app.model.probe import ProbeFailed, Reading, Secret
from app.model.state import ErrorClass
from app.model.surroundings import Listen, Surroundings
from app.model.verdict import Level
from app.transport.beats.desk import HeartbeatDesk
from probes.peer import Peer
from tests.engine.parts import HandClock
from tests.probes.runs import TrialContext
from tests.transport.beats.desks import Tokens
from tests.transport.beats.signs import SECRET, inbound, sign

PEER = Peer(name="Wall B", secret=Secret(secret="walls"), silent_after=90.0)


class Watch(TrialContext):
    """A context on a clock that goes by hand, over a desk that says when it began to listen."""

    def __init__(self, clock: HandClock) -> None:
        super().__init__(secrets={"walls": SECRET})
        self.clock = clock
        self.desk = HeartbeatDesk(clock=clock, secrets=Tokens({}))
        self.desk.expect(None, [inbound("Wall B")])
        self._shared[HeartbeatDesk] = self.desk

    @property
    def now(self) -> Moment:
        return self.clock.now()

    def hear(self, counter: int, **fields: Any) -> None:
        self.desk.peers.take(
            "Wall B", sign("Wall B", counter=counter, unix=self.now.wall, **fields), self.now
        )


async def found(ctx: Watch) -> Reading | ProbeFailed:
    try:
        return await PEER.run(ctx)
    except ProbeFailed as failed:
        return failed


def failure(result: Reading | ProbeFailed) -> tuple[ErrorClass, str]:
    assert isinstance(result, ProbeFailed)
    return result.error, result.sentence.plain()


async def test_from_waiting_to_heard_to_silent() -> None:
    """Before the first sign it waits, then it is good, and after its limit the peer is silent: bad."""
    ctx = Watch(HandClock())
    assert failure(await found(ctx))[0] is ErrorClass.INTERNAL
    ctx.desk.since = ctx.now
    assert failure(await found(ctx)) == (ErrorClass.WAITING, "Waiting for a sign of life of Wall B")
    ctx.hear(1, build="0.1")
    ctx.clock.go(89)
    good = await found(ctx)
    assert isinstance(good, Reading)
    assert (good.level, good.sentence.plain()) == (Level.GOOD, "Wall B lives, heard 1 min ago")
    assert good.values == {"peer_age": 89.0, "peer_ahead": 0.0, "peer_incidents": 0.0}
    ctx.clock.go(40)
    assert failure(await found(ctx)) == (ErrorClass.MISSING, "Wall B has been silent for 2 min")


@pytest.mark.parametrize(
    ("state", "level", "said"),
    [
        (Whole.INCIDENTS, Level.GOOD, "Wall B lives, its open incidents: 2"),
        (Whole.BLIND, Level.WARNING, "Wall B says: This monitor is cut off"),
        (Whole.BROKEN, Level.WARNING, "Wall B says: This monitor is cut off"),
        (Whole.OVERLOADED, Level.WARNING, "Wall B says: This monitor is cut off"),
    ],
)
async def test_what_it_says_of_itself_is_its_level(state: Whole, level: Level, said: str) -> None:
    """A blind, broken or overloaded peer is a warning; its open incidents are its daily work."""
    ctx = Watch(HandClock())
    ctx.desk.since = ctx.now
    ctx.hear(1, state=state, text="This monitor is cut off", incidents=2)
    reading = await PEER.run(ctx)
    assert (reading.level, reading.sentence.plain()) == (level, said)


async def test_what_was_refused_is_shown_while_it_is_silent() -> None:
    """The reason of the newest refusal stands behind the silence, and goes with the next sign."""
    ctx = Watch(HandClock())
    ctx.desk.since = ctx.now
    ctx.clock.go(100)
    with pytest.raises(Exception, match="409"):
        ctx.desk.peers.take("Wall B", sign("Wall B", counter=1, unix=ctx.now.wall - 3600), ctx.now)
    ctx.clock.go(5)
    error, said = failure(await found(ctx))
    assert error is ErrorClass.MISSING
    assert said == (
        "Wall B has been silent for 1 min; what came 5 s ago was refused: "
        "its clock, or the heartbeat itself, is 1 h behind ours"
    )
    ctx.hear(2)
    assert isinstance(await found(ctx), Reading)


def test_it_needs_a_place_and_another_name() -> None:
    """Without ``listen``, or named as this monitor itself, it is refused with a remedy."""
    assert [each.kind for each in PEER.objections(Surroundings())] == ["no-listen"]
    around = Surroundings(listen=Listen(address="::1", port=1), name="Wall B")
    assert [each.kind for each in PEER.objections(around)] == ["own-name"]
    assert PEER.objections(Surroundings(listen=around.listen, name="Wall A")) == ()

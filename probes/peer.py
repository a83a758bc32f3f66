"""Whether another Nocwall lives, by what it says of itself."""

from typing import ClassVar, Final

from app.model.clock import Moment
from app.model.deadman import WallName, Whole
from app.model.metric import Metric
from app.model.phrase import Phrase, foreign, phrase
from app.model.probe import Context, Duration, Inbound, Probe, ProbeFailed, Reading, Secret
from app.model.quantity import Unit, age
from app.model.state import ErrorClass
from app.model.surroundings import Objection, Surroundings
from app.model.verdict import Level
from app.transport.beats.desk import HeartbeatDesk, no_desk, objection_to_silence
from app.transport.beats.peers import Heard, Refusal

AGE: Final = Metric(name="peer_age", unit=Unit.SECONDS, title="Sign of life age")
AHEAD: Final = Metric(name="peer_ahead", unit=Unit.SECONDS, title="Clock ahead of ours")
INCIDENTS: Final = Metric(name="peer_incidents", unit=Unit.COUNT, title="Its open incidents")


class Peer(Probe, frozen=True, kw_only=True, tag="peer"):
    """Wait for the signed signs of life of another Nocwall, and miss them.

    The other one names this one under `deadman: {peers: …}`. Good while its newest sign is younger than
    `silent_after`; a warning where it says that it is blind, overloaded or broken. A sign counts once, signed
    with the common secret, and no more than a minute of clock apart. After a start it is waited for anew.
    """

    example: ClassVar[dict[str, object]] = {"name": "Wall B", "secret": {"secret": "walls"}}
    metrics: ClassVar[tuple[Metric, ...]] = (AGE, AHEAD, INCIDENTS)
    timed: ClassVar[bool] = False
    outspoken: ClassVar[bool] = True

    name: WallName
    secret: Secret
    silent_after: Duration = 90.0

    @property
    def address(self) -> str:
        """Its name."""
        return f"peer {self.name}"

    @property
    def patience(self) -> float:
        """Nothing is news until the first sign is missing."""
        return self.silent_after

    @property
    def inbound(self) -> Inbound | None:
        """What it sends."""
        return Inbound(name=self.name, token=self.secret, signed=True)

    def objections(self, around: Surroundings) -> tuple[Objection, ...]:
        """Object to an inventory that takes no signs of life, or whose own name this is."""
        found = objection_to_silence(around)
        if around.name == self.name:
            wrong = phrase("{name} is what this monitor calls itself", name=foreign(self.name))
            remedy = phrase("write the other one's name, as its deadman section has it")
            found += (Objection(kind="own-name", wrong=wrong, remedy=remedy),)
        return found

    async def run(self, ctx: Context) -> Reading:
        """Look at the newest sign of life."""
        await ctx.secret(self.secret)
        desk = await ctx.shared(HeartbeatDesk, no_desk)
        try:
            reading = self._of_desk(desk, ctx.now)
        except ProbeFailed:
            desk.await_peer(self.name, wanted=True)
            raise
        desk.await_peer(self.name, wanted=False)
        return reading

    def _of_desk(self, desk: HeartbeatDesk, now: Moment) -> Reading:
        heard = desk.peers.last(self.name)
        if heard is not None and now.seconds_since(heard.at) <= self.silent_after:
            return _reading(heard, now)
        if desk.since is None:
            raise desk.deaf
        listened = now.seconds_since(desk.since)
        why = desk.peers.refusal(self.name)
        if listened <= self.silent_after:
            sentence = phrase("Waiting for a sign of life of {name}", name=foreign(self.name))
            raise ProbeFailed(ErrorClass.WAITING, _because(sentence, why, now))
        silent = now.seconds_since(heard.at) if heard is not None else listened
        sentence = phrase("{name} has been silent for {age}", name=foreign(self.name), age=age(silent))
        raise ProbeFailed(ErrorClass.MISSING, _because(sentence, why, now))


def _because(sentence: Phrase, refused: Refusal | None, now: Moment) -> Phrase:
    """Add what came under its name and was not accepted."""
    if refused is None:
        return sentence
    ago = age(now.seconds_since(refused.at))
    return phrase(
        "{sentence}; what came {age} ago was refused: {why}",
        sentence=sentence.plain(),
        age=ago,
        why=refused.why.plain(),
    )


def _reading(heard: Heard, now: Moment) -> Reading:
    sign, passed = heard.sign, now.seconds_since(heard.at)
    name, text = foreign(sign.name), foreign(sign.text) or sign.state.value
    if sign.state.ill:
        sentence = phrase("{name} says: {text}", name=name, text=text)
    elif sign.state is Whole.INCIDENTS:
        count = str(sign.incidents)
        sentence = phrase("{name} lives, its open incidents: {count}", name=name, count=count)
    else:
        sentence = phrase("{name} lives, heard {age} ago", name=name, age=age(passed))
    return Reading(
        values={AGE.name: passed, AHEAD.name: heard.ahead, INCIDENTS.name: float(sign.incidents)},
        sentence=sentence,
        facts={"state": sign.state.value, "build": sign.build, "counter": str(sign.counter)},
        level=Level.WARNING if sign.state.ill else Level.GOOD,
    )

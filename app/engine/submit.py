"""Wishes of people: carried out, stored, then answered."""

import asyncio
from collections.abc import Awaitable, Callable

from app.engine import suppress_wishes
from app.engine.core import Core
from app.engine.handling import Handling
from app.engine.marks import placed
from app.engine.notices import NoticeDesk
from app.engine.persist import Persister
from app.engine.rounds import Rounds
from app.engine.speaker import SpeakerDesk
from app.engine.suppressing import SuppressDesk
from app.model.event import EventKind
from app.model.intent import (
    Acknowledge,
    Intent,
    Looked,
    Managing,
    Mute,
    PlaceMark,
    Recheck,
    Report,
    Stop,
    Suppressing,
    TestChannel,
    TestTone,
)
from app.model.message import Answer, Sender
from app.model.notice import DESKTOP, Delivery
from app.model.phrase import foreign
from app.model.ports import Deliverer, Muting
from app.model.quantity import age

_STORED_WITHIN = 5.0
_LONGEST_MUTE = 24 * 3600.0
_NAME = 40
_SCREEN = 60


class Submit:
    """Carries intents out. Every answer comes after the commit, or says that there was none."""

    def __init__(
        self,
        core: Core,
        *,
        persister: Persister,
        notices: NoticeDesk,
        handling: Handling,
        speaker: SpeakerDesk,
        rounds: Rounds,
        channels: Deliverer,
        suppress: SuppressDesk,
        stop: asyncio.Event,
        caught_up: Callable[[], Awaitable[None]],
    ) -> None:
        self._core = core
        self._books = core.books
        self._journal = core.journal
        self._clock = core.clock
        self._changed = core.changes.touch
        self._persister = persister
        self._notices = notices
        self._handling = handling
        self._speaker = speaker
        self._rounds = rounds
        self._channels = channels
        self._suppress = suppress
        self._stop = stop
        self._caught_up = caught_up

    async def __call__(self, intent: Intent, sender: Sender) -> Answer:
        """Carry out an intent of a sender; ``error`` of the answer says what did not work."""
        if isinstance(intent, TestChannel):
            return await self._tested(intent, self._who(intent, sender))
        if isinstance(intent, Suppressing):
            answer = suppress_wishes.carried_out(self._suppress, intent, self._who(intent, sender))
        elif isinstance(intent, PlaceMark):
            answer = placed(self._core, intent, self._who(intent, sender))
        else:
            answer = self._carried_out(intent, sender)
        if answer.error:
            return answer
        self._journal.event(
            EventKind.INTENT,
            _subject(intent),
            str(intent.__struct_config__.tag),
            self._clock.now(),
            data={"who": self._who(intent, sender), "session": sender.session, "role": sender.role},
        )
        if isinstance(intent, Report):
            return answer  # nobody waits for it
        if not await self._persister.reached(self._journal.generation, _STORED_WITHIN):
            why = self._persister.trouble or "the disk does not answer"
            return Answer(id=0, error=f"{answer.text}, but it is not saved: {why}")
        await self._caught_up()  # so that who asks next is told of it
        if isinstance(intent, Stop):
            self._stop.set()
        return answer

    async def _tested(self, wish: TestChannel, who: str) -> Answer:
        """Say what became of a test; there is nothing to be stored but the event."""
        begun = self._clock.now()
        delivery = await self._channels.test(wish.channel, who)
        if delivery is None:
            return Answer(id=0, error=f"no outside channel is called {foreign(wish.channel, 80)!r}")
        took = f"{self._clock.now().seconds_since(begun):.1f} s"
        self._journal.event(
            EventKind.DELIVERY,
            delivery.notice,
            "delivered" if delivery.ok else "failed",
            delivery.at,
            reason=foreign(delivery.detail),
            data={"channel": delivery.channel, "attempts": delivery.attempts, "who": who},
        )
        if not delivery.ok:
            return Answer(
                id=0, error=f"the test to {delivery.channel} failed after {took}: {delivery.detail}"
            )
        return Answer(id=0, text=f"delivered in {took}")

    def _carried_out(
        self,
        intent: Acknowledge | Managing | Looked | Recheck | Mute | TestTone | Report | Stop,
        sender: Sender,
    ) -> Answer:
        match intent:
            case Recheck():
                return self._recheck(intent)
            case Mute():
                return self._mute(intent, self._who(intent, sender))
            case TestTone():
                return self._test_tone()
            case Report():
                return self._report(intent)
            case Stop():
                return Answer(id=0, text="The engine ends")
            case _:
                return self._handling(intent, self._who(intent, sender))

    def _recheck(self, wish: Recheck) -> Answer:
        found = self._rounds.recheck(self._books.meant(wish.what))
        if not found:
            return Answer(id=0, error=f"no check or target is called {foreign(wish.what, 80)!r}")
        return Answer(id=0, text=f"{found} check{'s' if found != 1 else ''} will run now")

    def _mute(self, wish: Mute, who: str) -> Answer:
        now = self._clock.now()
        if wish.seconds > 0:
            until = now.later(min(wish.seconds, _LONGEST_MUTE))
            self._books.muting = Muting(until=until, who=who)
            text = f"No tone for {age(min(wish.seconds, _LONGEST_MUTE))}"
        else:
            self._books.muting = None
            text = "Tones are heard again"
        self._journal.mute(self._books.muting)
        self._changed()
        return Answer(id=0, text=text)

    def _test_tone(self) -> Answer:
        outlet = self._speaker.outlet
        if outlet is None or not outlet.ask_tone():
            return Answer(id=0, error="no desktop holds the speaker, so nothing can be heard")
        return Answer(id=0, text="The test tone is played")

    def _report(self, report: Report) -> Answer:
        self._speaker.report(report)
        if report.what == "desktop" and report.notice:
            self._notices.delivered(
                Delivery(
                    notice=report.notice,
                    channel=DESKTOP,
                    at=self._clock.now(),
                    ok=report.ok,
                    detail=foreign(report.detail),
                    wall=foreign(report.wall, _SCREEN),
                )
            )
        self._changed()
        return Answer(id=0, text="Noted")

    @staticmethod
    def _who(intent: Intent, sender: Sender) -> str:
        return foreign(getattr(intent, "who", "") or sender.who, _NAME) or "somebody"


def _subject(intent: Intent) -> str:
    what = getattr(intent, "into", "") or getattr(intent, "what", "")
    return foreign(str(what), 80) or "engine"

"""What is looked at twice a second: our own troubles, results that became stale, pop-ups nobody took."""

import asyncio
import math

from app.engine.banners import Banners
from app.engine.channel_alarms import ChannelAlarms
from app.engine.core import Core
from app.engine.handling import Handling
from app.engine.notices import NoticeDesk
from app.engine.own_alarms import OwnAlarms
from app.engine.pipeline import Pipeline
from app.engine.rule_keeper import RuleKeeper
from app.engine.speaker import SpeakerDesk
from app.engine.suppressing import SuppressDesk
from app.model.phrase import NOTHING, Phrase, phrase
from app.model.ports import HistoryStore, InboundDesk
from app.model.state import State

_EACH = 0.5  # seconds


class Housekeeping:
    """One round each half second."""

    def __init__(
        self,
        core: Core,
        *,
        banners: Banners,
        history: HistoryStore,
        notices: NoticeDesk,
        handling: Handling,
        own: OwnAlarms,
        pipeline: Pipeline,
        speaker: SpeakerDesk,
        rules: RuleKeeper,
        suppress: SuppressDesk,
        inbound: InboundDesk | None = None,
        channels: ChannelAlarms,
    ) -> None:
        self._clock = core.clock
        self._banners = banners
        self._history = history
        self._notices = notices
        self._handling = handling
        self._own = own
        self._pipeline = pipeline
        self._speaker = speaker
        self._rules = rules
        self._suppress = suppress
        self._inbound = inbound
        self._channels = channels
        self.looked = -math.inf  # when a round ended last, monotonic

    async def run(self) -> None:
        """Go round for ever."""
        while True:
            await asyncio.sleep(_EACH)
            self.round()

    def round(self) -> None:
        """Look at everything once."""
        now = self._clock.now()
        self._own.round()
        self._channels.round()
        trouble = self._history.trouble
        self._set("history", bool(trouble), phrase("History is not saved: {reason}", reason=trouble))
        aside = self._history.moved_aside
        self._set(
            "history-file",
            bool(aside),
            phrase("The history was damaged; it was put aside as {path}", path=aside),
        )
        untaken = self._inbound.trouble if self._inbound is not None else NOTHING
        self._set("heartbeats", bool(untaken.template), untaken)
        self._banners.expire()
        self._suppress.round(now)
        self._pipeline.sweep()
        self._rules.round(now)
        self._notices.release()
        self._notices.reconsider(now)
        self._handling.expire(now)
        self.looked = now.mono

    def _set(self, name: str, raised: bool, text: Phrase) -> None:
        if raised:
            self._banners.lift(name, State.WARNING, text)
        else:
            self._banners.lower(name)

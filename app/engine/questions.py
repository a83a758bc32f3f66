"""Answers to questions of screens and commands."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from app.engine.core import Core
from app.engine.publish import Publisher
from app.engine.suppression_views import suppression_answer
from app.engine.views import check_detail
from app.engine.why import Explainer
from app.model.message import (
    Answer,
    AskBooks,
    AskChannels,
    AskDetail,
    AskEvents,
    AskFigures,
    AskHistory,
    AskIncidents,
    AskMaintenance,
    AskPreview,
    AskReplay,
    AskSilences,
    AskStatus,
    AskWhy,
    Question,
)
from app.model.phrase import foreign
from app.model.ports import Deliverer, HistoryStore, Replayer, ReplayFailed, StateStore, StoreFailed

_MOST_POINTS = 20_000  # a series
_MOST_SERIES = 500
_MOST_EVENTS = 5_000


class Questions:
    """Reads; changes nothing. Slow reads happen in the stores' threads."""

    def __init__(
        self,
        core: Core,
        *,
        publisher: Publisher,
        store: StateStore,
        history: HistoryStore,
        channels: Deliverer,
        explainer: Explainer,
        replayer: Replayer | None = None,
    ) -> None:
        self._books = core.books
        self._clock = core.clock
        self._journal = core.journal
        self._publisher = publisher
        self._store = store
        self._history = history
        self._channels = channels
        self._explainer = explainer
        self._replayer = replayer
        self._replaying = asyncio.Lock()  # one at a time: each takes a core
        self._answers: dict[type[Question], Callable[[Any], Answer | Awaitable[Answer]]] = {
            AskStatus: self._status,
            AskDetail: self._detail,
            AskHistory: self._points,
            AskEvents: self._events,
            AskSilences: self._silences,
            AskMaintenance: self._silences,
            AskPreview: self._silences,
            AskChannels: self._outside,
            AskReplay: self._replay,
            AskWhy: self._why,
            AskBooks: self._stored,
            AskIncidents: self._past,
            AskFigures: self._past,
        }

    async def __call__(self, question: Question) -> Answer:
        """Answer a question, or say in ``error`` why not."""
        answer = self._answers[type(question)](question)
        return answer if isinstance(answer, Answer) else await answer

    def _status(self, _: AskStatus) -> Answer:
        return Answer(id=0, board=self._publisher.whole().board)

    async def _points(self, question: AskHistory) -> Answer:
        limit = max(1, min(question.limit, _MOST_POINTS))
        wanted = question.wanted[:_MOST_SERIES]
        return Answer(id=0, points=await self._history.read(wanted, question.since, limit))

    def _past(self, _: AskIncidents | AskFigures) -> Answer:
        return Answer(id=0, error="it cannot be told yet")

    def _silences(self, question: AskSilences | AskMaintenance | AskPreview) -> Answer:
        return suppression_answer(self._books, question, self._clock.now())

    async def _outside(self, _: AskChannels) -> Answer:
        await self._channels.find_schemes()
        return Answer(id=0, channels=self._channels.views())

    def _why(self, question: AskWhy) -> Answer:
        memory, view = self._books.checks.get(question.check), self._publisher.view(question.check)
        if memory is None or view is None:
            return _unknown(question.check)
        return Answer(id=0, why=self._explainer.why(memory, view))

    def _detail(self, question: AskDetail) -> Answer:
        check = question.check
        memory, view = self._books.checks.get(check), self._publisher.view(check)
        if memory is None or view is None:
            return _unknown(check)
        target = self._books.targets.get(memory.check.target)
        return Answer(id=0, detail=check_detail(memory, view, target))

    async def _replay(self, question: AskReplay) -> Answer:
        if self._replayer is None:
            return Answer(id=0, error="this engine has no record to try rules on")
        try:
            async with self._replaying:
                return Answer(id=0, replay=await self._replayer(question))
        except ReplayFailed as error:
            return Answer(id=0, error=str(error))

    async def _stored(self, _: AskBooks) -> Answer:
        try:
            return Answer(id=0, books=await self._store.stored())
        except StoreFailed as error:
            return Answer(id=0, error=str(error))

    async def _events(self, question: AskEvents) -> Answer:
        try:
            limit = max(1, min(question.limit, _MOST_EVENTS))
            after = question.after
            if question.newest:
                after = max(after, self._journal.newest - limit)
            return Answer(id=0, events=await self._store.events(after, limit))
        except StoreFailed as error:
            return Answer(id=0, error=str(error))


def _unknown(check: str) -> Answer:
    return Answer(id=0, error=f"no check is called {foreign(check, 80)!r}")

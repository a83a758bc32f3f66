"""Answers to questions of screens and commands."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from app.engine.core import Core
from app.engine.marks import maintenance_marks, marks_of
from app.engine.publish import Publisher
from app.engine.suppression_views import suppression_answer
from app.engine.views import check_detail
from app.engine.wall_views import wall_views
from app.engine.why import Explainer
from app.incidents.figures import figures
from app.incidents.hands import Mistaken, concerns
from app.model.incident import Incident
from app.model.message import (
    Answer,
    AskBooks,
    AskChannels,
    AskDetail,
    AskEvents,
    AskFigures,
    AskForeseen,
    AskHistory,
    AskIncidents,
    AskMaintenance,
    AskMarks,
    AskPast,
    AskPreview,
    AskReplay,
    AskSilences,
    AskSpan,
    AskStatus,
    AskWalls,
    AskWhy,
    Question,
)
from app.model.phrase import foreign
from app.model.ports import Deliverer, HistoryStore, Replayer, ReplayFailed, StateStore, StoreFailed

_MOST_POINTS = 20_000  # a series
_MOST_SERIES = 500
_MOST_EVENTS = 5_000
_MOST_INCIDENTS = 2_000
_MOST_KEPT = 10_000
_MOST_LINES = 20_000  # of timelines in one answer: a frame of the link has its limit


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
        self._core = core
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
            AskPast: self._past,
            AskSpan: self._span,
            AskMarks: self._marks,
            AskEvents: self._events,
            AskSilences: self._silences,
            AskMaintenance: self._silences,
            AskPreview: self._silences,
            AskForeseen: self._foreseen,
            AskChannels: self._outside,
            AskReplay: self._replay,
            AskWhy: self._why,
            AskWalls: self._walls,
            AskBooks: self._stored,
            AskIncidents: self._incidents,
            AskFigures: self._figures,
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

    async def _past(self, question: AskPast) -> Answer:
        limit = max(1, min(question.limit, _MOST_POINTS))
        wanted = question.wanted[:_MOST_SERIES]
        return Answer(id=0, pasts=await self._history.past(wanted, question.since, limit))

    async def _span(self, question: AskSpan) -> Answer:
        limit = max(1, min(question.limit, _MOST_POINTS))
        wanted = question.wanted[:_MOST_SERIES]
        points, spans = await self._history.span(msgspec.structs.replace(question, wanted=wanted), limit)
        return Answer(id=0, points=points, spans=spans)

    async def _marks(self, question: AskMarks) -> Answer:
        memory = self._books.checks.get(question.check)
        if memory is None:
            return _unknown(question.check)
        try:
            closed = await self._store.closed(question.since, _MOST_INCIDENTS, self._clock.now(), brief=False)
        except StoreFailed as error:
            return Answer(id=0, error=str(error))
        incidents = {each.id: each for each in (*closed, *self._books.incidents.open())}
        marks = marks_of(question, memory.check.target, incidents.values(), self._books.deploys.all)
        return Answer(id=0, marks=(*marks, *maintenance_marks(self._core, question.check)))

    async def _incidents(self, question: AskIncidents) -> Answer:
        limit = max(1, min(question.limit, _MOST_INCIDENTS))
        found: Sequence[Incident] = self._books.incidents.open()
        if question.closed:
            try:  # one that is looked for by name may be far back
                most = _MOST_KEPT if question.what else limit
                found = await self._store.closed(question.since, most, self._clock.now(), brief=False)
            except StoreFailed as error:
                return Answer(id=0, error=str(error))
        meant = [each for each in found if not question.what or concerns(each, question.what)]
        return Answer(id=0, incidents=_fitting(meant[:limit]))

    async def _figures(self, question: AskFigures) -> Answer:
        try:
            closed = await self._store.closed(question.since, _MOST_KEPT, self._clock.now(), brief=True)
        except StoreFailed as error:
            return Answer(id=0, error=str(error))
        open_ones = {each.id: each for each in self._books.incidents.open()}
        over = [each for each in closed if each.id not in open_ones]
        found = figures(
            [*over, *open_ones.values()],
            self._books.targets,
            since=question.since,
            label=question.label,
            element=question.element,
        )
        return Answer(id=0, figures=found)

    def _silences(self, question: AskSilences | AskMaintenance | AskPreview) -> Answer:
        return suppression_answer(self._books, question, self._clock.now())

    def _foreseen(self, question: AskForeseen) -> Answer:
        try:
            return Answer(id=0, foreseen=self._books.incidents.hands.foresee(question.wish))
        except Mistaken as mistake:
            return Answer(id=0, error=str(mistake))

    async def _outside(self, _: AskChannels) -> Answer:
        await self._channels.find_schemes()
        return Answer(id=0, channels=self._channels.views())

    def _walls(self, _: AskWalls) -> Answer:
        return Answer(id=0, walls=wall_views(self._books))

    def _why(self, question: AskWhy) -> Answer:
        memory, view = self._books.checks.get(question.check), self._publisher.view(question.check)
        if memory is None or view is None:
            return _unknown(question.check)
        return Answer(id=0, why=self._explainer.why(memory, view, self._publisher.views()))

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


def _fitting(incidents: Sequence[Incident]) -> tuple[Incident, ...]:
    """Return the incidents; where there are many, the last ones without their timelines."""
    lines, found = 0, []
    for each in incidents:
        lines += len(each.timeline)
        found.append(each if lines <= _MOST_LINES else msgspec.structs.replace(each, timeline=()))
    return tuple(found)

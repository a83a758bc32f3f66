"""Answers to questions of screens and commands."""

from app.engine.books import Books
from app.engine.publish import Publisher
from app.engine.views import check_detail
from app.model.message import (
    Answer,
    AskChannels,
    AskDetail,
    AskEvents,
    AskHistory,
    AskMaintenance,
    AskPreview,
    AskReplay,
    AskSilences,
    AskStatus,
    AskWhy,
    Question,
)
from app.model.phrase import foreign
from app.model.ports import Deliverer, HistoryStore, StateStore, StoreFailed

_MOST_POINTS = 20_000  # a series
_MOST_SERIES = 500
_MOST_EVENTS = 5_000


class Questions:
    """Reads; changes nothing. Slow reads happen in the stores' threads."""

    def __init__(
        self,
        books: Books,
        *,
        publisher: Publisher,
        store: StateStore,
        history: HistoryStore,
        channels: Deliverer,
    ) -> None:
        self._books = books
        self._publisher = publisher
        self._store = store
        self._history = history
        self._channels = channels

    async def __call__(self, question: Question) -> Answer:
        """Answer a question, or say in ``error`` why not."""
        match question:
            case AskStatus():
                return Answer(id=0, board=self._publisher.whole().board)
            case AskDetail():
                return self._detail(question.check)
            case AskHistory():
                limit = max(1, min(question.limit, _MOST_POINTS))
                wanted = question.wanted[:_MOST_SERIES]
                return Answer(id=0, points=await self._history.read(wanted, question.since, limit))
            case AskEvents():
                return await self._events(question)
            case AskSilences() | AskMaintenance() | AskPreview():
                return Answer(id=0, error="silences are not built yet")
            case AskChannels():
                await self._channels.find_schemes()
                return Answer(id=0, channels=self._channels.views())

    def _detail(self, check: str) -> Answer:
        memory, view = self._books.checks.get(check), self._publisher.view(check)
        if memory is None or view is None:
            return Answer(id=0, error=f"no check is called {foreign(check, 80)!r}")
        target = self._books.targets.get(memory.check.target)
        return Answer(id=0, detail=check_detail(memory, view, target))

    async def _events(self, question: AskEvents) -> Answer:
        try:
            limit = max(1, min(question.limit, _MOST_EVENTS))
            return Answer(id=0, events=await self._store.events(question.after, limit))
        except StoreFailed as error:
            return Answer(id=0, error=str(error))

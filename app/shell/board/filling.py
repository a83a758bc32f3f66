"""The past of the charts, asked for with each whole board: that of the page that is shown comes first."""

import asyncio
from collections.abc import Awaitable, Callable

from app.model.board import Board
from app.model.clock import Clock
from app.model.message import Answer, Question
from app.shell.board.history import SPAN, fill_charts, telling
from app.shell.board.presenter import Presenter
from app.shell.tasks import Tasks
from widgets.views.telling import telling_series


class Filling:
    """Asks as soon as a board is there, which is before the wall is: its first picture is whole."""

    def __init__(
        self,
        presenter: Presenter,
        ask: Callable[[Question], Awaitable[Answer]],
        *,
        clock: Clock,
        tasks: Tasks,
        page: Callable[[], str],
    ) -> None:
        self._presenter, self._ask = presenter, ask
        self._clock, self._tasks, self._page = clock, tasks, page
        self._work: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether some of the past is still to come."""
        return self._work is not None and not self._work.done()

    def begin(self) -> None:
        """Ask for all of the newest board, if there is one."""
        board = self._presenter.keeper.board
        if board is not None:
            self._work = self._tasks.start(self._fill(board), "fill charts")

    async def _fill(self, board: Board) -> None:
        """Fill the charts, those of the page first, and show them at once."""
        presenter = self._presenter
        first = telling(board, self._page(), telling_series)
        await fill_charts(
            board,
            self._ask,
            presenter.add_points,
            since=self._clock.now().wall - SPAN,
            first=first,
            first_shown=presenter.show_all,
        )
        if not first:
            presenter.show_all()

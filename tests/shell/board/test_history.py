"""The past of the charts, the page's own first."""

import asyncio

from msgspec.structs import replace

from app.model.message import Answer, AskPast, Question
from app.model.packed import PackedPast
from app.shell.board.history import BATCH, Key, fill_charts, telling
from tests.widgets.fleets import fleet
from widgets.views.telling import telling_series

BOARD = fleet(60, shares=(1 / 6,) * 6).board


class Engine:
    """Answers with an empty past of each series, until it is asked for one that it refuses."""

    def __init__(self, refused: Key = ("", "")) -> None:
        self.asked: list[Key] = []
        self._refused = refused

    async def ask(self, question: Question) -> Answer:
        assert isinstance(question, AskPast)
        self.asked += question.wanted
        if self._refused in question.wanted:
            return Answer(id=0, error="no")
        return Answer(id=0, pasts=tuple(PackedPast.of(*key, [], [], [], []) for key in question.wanted))


def filled(engine: Engine, first: tuple[Key, ...]) -> list[str]:
    """Fill charts; return what was told in which order."""
    told: list[str] = []
    work = fill_charts(
        BOARD,
        engine.ask,
        lambda pasts: told.append(f"{len(pasts)} pasts"),
        since=0.0,
        first=first,
        first_shown=lambda: told.append("shown"),
    )
    asyncio.run(work)
    return told


def test_the_page_has_its_past_before_all_others() -> None:
    """The one series that each tile of the page draws comes first and is shown; each series is asked once."""
    first = telling(BOARD, "api", telling_series)
    assert len(first) == sum(view.element == "api" for view in BOARD.checks)
    engine = Engine()
    told = filled(engine, first)
    assert told[:2] == [f"{len(first)} pasts", "shown"]
    assert "shown" not in told[2:]
    assert tuple(engine.asked[: len(first)]) == first
    every = [(view.id, series.name) for view in BOARD.checks for series in view.series]
    assert sorted(engine.asked) == sorted(every)


def test_a_page_of_no_class_asks_for_all_alike() -> None:
    """The overview puts all together, so nothing of it comes first."""
    assert telling(BOARD, "overview", telling_series) == ()
    assert "shown" not in filled(Engine(), ())


def test_it_gives_up_at_the_first_question_without_answer() -> None:
    """An engine that is gone is not asked again and again."""
    view = replace(BOARD.checks[0])
    engine = Engine(refused=(view.id, view.series[0].name))
    assert filled(engine, ()) == []
    assert len(engine.asked) == BATCH

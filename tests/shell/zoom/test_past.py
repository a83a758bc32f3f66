"""The past of zoomable charts: asked in parts, put into tracks."""

import asyncio
import itertools
import math

import pytest

from app.model.past import DAY
from app.shell.zoom.past import NoPast, Record, Wish, load, values
from app.shell.zoom.subject import curves_of
from tests.shell.zoom.engines import Asked
from tests.widgets.boards import NOW, good_day
from widgets.zoom.timespan import Timespan, latest

VIEW = good_day().board.checks[0]
WALL = NOW.wall


def loaded(engine: Asked, wish: Wish) -> tuple[Record, int]:
    """Load to the end; return the record and the number of parts."""

    async def work() -> tuple[Record, int]:
        last = None
        async for record, done, total in load(engine, wish, WALL):
            assert done <= total
            last = record, total
        assert last is not None
        return last

    return asyncio.run(work())


def wished(window: Timespan, **more: object) -> Wish:
    return Wish(VIEW.id, ("cpu",), window, **more)  # type: ignore[arg-type]


def test_values_while_they_are_kept_and_averages_of_what_is_older() -> None:
    """A day comes as values, a week and an hour of last week as averages of ten minutes, a month of hours."""
    for window, rolled in (
        (latest(DAY, WALL), 0.0),
        (latest(7 * DAY, WALL), 600.0),
        (latest(3600, WALL).panned(-7 * DAY, WALL), 600.0),
        (latest(30 * DAY, WALL), 3600.0),
        (latest(3600, WALL).panned(-20 * DAY, WALL), 3600.0),
    ):
        record, _ = loaded(Asked(VIEW, WALL), wished(window))
        assert record.rolled == rolled
        columns = list(record.tracks["cpu", 0.0].between(window.start, window.end))
        assert columns
        assert record.figures["cpu"].rolled == rolled
        assert record.marks


def test_a_comparison_with_nothing_says_so() -> None:
    """Where nothing was recorded then, the legend says that; else it names the day alone."""
    window, group = latest(3600, WALL), (VIEW.series[0],)
    wish = Wish(VIEW.id, (VIEW.series[0].name,), window, shifts=(DAY,))
    for silent, words in (
        ((math.inf, math.inf), "yesterday"),
        ((0.0, WALL - DAY / 2), "yesterday: nothing recorded"),
    ):
        engine = Asked(VIEW, WALL)
        engine.silent = silent
        record, _ = loaded(engine, wish)
        assert [curve.name for curve in curves_of(record, group)] == ["now", words]


def test_long_spans_are_asked_in_parts_the_newest_first() -> None:
    """No question covers more than the engine reads in a moment; together they leave no hole."""
    engine = Asked(VIEW, WALL)
    record, total = loaded(engine, wished(latest(DAY, WALL), figures=False))
    spans = [(ask.since, ask.until) for ask in engine.spans]
    assert total == len(spans) + 1
    assert len(spans) == 5
    assert spans[0][1] == WALL
    assert all(nearer[0] == pytest.approx(farther[1]) for nearer, farther in itertools.pairwise(spans))
    assert spans[-1][0] == pytest.approx(record.covered.start)


def test_what_was_before_lies_over_now() -> None:
    """Yesterday's curve stands at today's times, and goes on a little beyond now."""
    record, _ = loaded(Asked(VIEW, WALL), wished(latest(3600, WALL), shifts=(DAY,)))
    before = record.tracks["cpu", DAY]
    assert before.last_at > WALL
    column = next(before.between(WALL - 60, WALL))
    assert column.last == pytest.approx((column.at // 10 * 10 - DAY) % 1000 / 1000, abs=0.02)


def test_a_small_move_asks_nothing() -> None:
    """What lies beside the span is known already; far away and much nearer it is asked for."""
    window = latest(3600, WALL)
    record, _ = loaded(Asked(VIEW, WALL), wished(window))
    assert record.serves(wished(window.panned(-600, WALL)))
    assert not record.serves(wished(window.panned(-3600, WALL)))
    assert not record.serves(wished(window.zoomed(0.2, WALL - 600, WALL)))
    assert not record.serves(wished(window, shifts=(DAY,)))


def test_a_question_without_answer_says_what_to_do() -> None:
    """What the engine said, and what can be done."""
    engine = Asked(VIEW, WALL)
    engine.error = "the engine gave no answer in 30 s"
    with pytest.raises(NoPast) as caught:
        loaded(engine, wished(latest(3600, WALL)))
    assert "in 30 s" in str(caught.value)
    assert "shorter span" in str(caught.value)


def test_tables_hold_the_values_of_the_span_alone() -> None:
    """All values between both edges, oldest first, none twice."""

    async def work() -> list[float]:
        window = Timespan(WALL - DAY, WALL - DAY / 2, live=False)
        return [p.at async for part in values(Asked(VIEW, WALL), wished(window), WALL, 5000) for p in part]

    times = asyncio.run(work())
    assert times == sorted(set(times))
    assert times[0] >= WALL - DAY
    assert times[-1] <= WALL - DAY / 2
    assert len(times) == pytest.approx(DAY / 20, abs=4)

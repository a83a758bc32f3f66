import pytest

from app.alerts.ranks import verdict
from app.alerts.situation import counted
from app.model.board import CheckView, Glyph, Rank
from app.model.incident import Incident
from app.model.phrase import phrase
from app.model.rule import NO_DATA
from app.model.state import State
from app.model.verdict import Level
from tests.alerts.making import at, incident, tallied, view

GOOD = [view() for _ in range(95)]
MILD = Level.WARNING

CASES = [
    ([], [], Rank.EMPTY, Glyph.PENDING, "Nothing is watched yet"),
    ([view(State.PENDING, last=None)], [], Rank.WAITING, Glyph.PENDING, "Waiting for the first results"),
    ([*GOOD, view(State.PENDING, last=None)], [], Rank.WAITING, Glyph.PENDING, "95 good, 1 waiting"),
    ([*GOOD, view(soft=True)], [], Rank.WAITING, Glyph.PENDING, "95 good, 1 checked again"),
    (GOOD, [], Rank.GOOD, Glyph.GOOD, "All 95 checks are good"),
    ([view()], [], Rank.GOOD, Glyph.GOOD, "The one check is good"),
    ([*GOOD, view(State.UNKNOWN)], [], Rank.UNKNOWNS, Glyph.UNKNOWN, "1 check unknown"),
    ([*GOOD, view(last=-60.0)], [], Rank.UNKNOWNS, Glyph.UNKNOWN, "1 check unknown"),
    (
        [*GOOD, view(State.UNKNOWN), view(State.UNKNOWN)],
        [incident(level=MILD, rule=NO_DATA)],
        Rank.UNKNOWNS,
        Glyph.UNKNOWN,
        "2 checks unknown",
    ),
    ([*GOOD, view(State.WARNING)], [incident(level=MILD)], Rank.WARNINGS, Glyph.WARNING, "1 warning"),
    (GOOD, [incident(level=MILD)], Rank.WARNINGS, Glyph.WARNING, "1 incident is recovering"),
    (
        [*GOOD, view(State.CRITICAL)],
        [incident()],
        Rank.NEED_SOMEONE,
        Glyph.CRITICAL,
        "1 incident needs someone",
    ),
    (
        [*GOOD, view(State.CRITICAL)],
        [incident(), incident("I-2"), incident("I-3", owner="Mira")],
        Rank.NEED_SOMEONE,
        Glyph.CRITICAL,
        "2 incidents need someone",
    ),
    ([*GOOD, view(State.CRITICAL)], [], Rank.NEED_SOMEONE, Glyph.CRITICAL, "1 check is critical"),
    (
        [*GOOD, view(State.CRITICAL)],
        [incident(owner="Mira"), incident("I-2", owner="Tomas")],
        Rank.ALL_TAKEN,
        Glyph.CRITICAL,
        "2 incidents, all taken",
    ),
    (
        [*GOOD, view(State.CRITICAL)],
        [incident(blocked_by="I-9")],
        Rank.ALL_TAKEN,
        Glyph.CRITICAL,
        "1 incident, explained",
    ),
]


@pytest.mark.parametrize(("views", "incidents", "rank", "glyph", "headline"), CASES)
def test_rank_glyph_and_words(
    views: list[CheckView], incidents: list[Incident], rank: Rank, glyph: Glyph, headline: str
) -> None:
    """Each rank has its glyph and says in plain words what it counts."""
    found = verdict(counted(tallied(views), incidents, troubles=(), blind=False, lost=False, now=at(1.0)))
    assert (found.rank, found.glyph, found.headline.plain()) == (rank, glyph, headline)


def test_taken_is_drawn_as_taken() -> None:
    """Only what somebody has, or what is explained by it, is drawn as taken."""
    taken = {
        rank: verdict(
            counted(tallied(views), incidents, troubles=(), blind=False, lost=False, now=at(1.0))
        ).taken
        for views, incidents, rank, _, _ in CASES
    }
    assert [rank for rank, value in taken.items() if value] == [Rank.ALL_TAKEN]


@pytest.mark.parametrize(
    ("views", "incidents", "glyph"),
    [
        (GOOD, [], Glyph.WARNING),
        ([view(State.UNKNOWN)], [], Glyph.UNKNOWN),
        ([view(State.CRITICAL)], [incident(owner="Mira")], Glyph.CRITICAL),
    ],
)
def test_a_trouble_of_our_own_hides_nothing_worse(
    views: list[CheckView], incidents: list[Incident], glyph: Glyph
) -> None:
    """Our own trouble comes first in words, but the glyph is never milder than what is found."""
    trouble = [phrase("Sound does not work")]
    found = verdict(
        counted(tallied(views), incidents, troubles=trouble, blind=False, lost=False, now=at(1.0))
    )
    assert found.rank is Rank.BROKEN
    assert found.glyph is glyph
    assert found.headline.plain() == "Sound does not work"


def test_blindness_and_death_come_first() -> None:
    """A lost engine goes before blindness, and blindness before every incident."""
    given = (tallied([view(State.CRITICAL)]), [incident()])
    blind = verdict(counted(*given, troubles=(), blind=True, lost=False, now=at(1.0)))
    lost = verdict(counted(*given, troubles=(), blind=True, lost=True, now=at(1.0)))
    assert (blind.rank, blind.glyph) == (Rank.BLIND, Glyph.UNKNOWN)
    assert (lost.rank, lost.glyph) == (Rank.ENGINE_LOST, Glyph.DEAD)

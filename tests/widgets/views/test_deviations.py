"""Deviations are told once, worst and untaken first."""

from msgspec.structs import replace

from app.model.board import CheckView
from app.model.phrase import phrase
from app.model.state import State
from tests.widgets.boards import NOW, ago, good_checks
from widgets.views.deviations import rows

CHECKS = good_checks(6)


def bad(check: CheckView, state: State = State.CRITICAL, **more: object) -> CheckView:
    return replace(check, state=state, since=ago(60), **more)


def test_untaken_criticals_come_first() -> None:
    """Untaken critical, taken critical, unknown, warning; then the inventory's order."""
    views = (
        bad(CHECKS[0], State.WARNING),
        bad(CHECKS[1], State.UNKNOWN),
        bad(CHECKS[2], owner="Tomas R."),
        bad(CHECKS[3]),
        CHECKS[4],
    )
    found = rows(views, NOW)
    assert [row.check for row in found] == [CHECKS[n].id for n in (3, 2, 1, 0)]
    assert [row.solid for row in found] == [True, False, False, False]
    assert "Tomas R. has it" in found[1].reasons[0]


def test_a_soft_deviation_has_no_row() -> None:
    """What is not confirmed is marked in its cell only."""
    assert rows((bad(CHECKS[0], soft=True),), NOW) == ()


def test_checks_of_one_target_share_a_row() -> None:
    """Two bad checks of a target are one row with a count."""
    views = (bad(CHECKS[0]), bad(CHECKS[1], target=CHECKS[0].target))
    (row,) = rows(views, NOW)
    assert "1 more" in row.reasons[0]


def test_a_stale_area_is_one_row() -> None:
    """Many stale targets are told as one thing."""
    views = tuple(bad(c, State.UNKNOWN, stale=True, last=ago(200)) for c in CHECKS[:5])
    (row,) = rows(views, NOW)
    assert row.names[0] == "5 checks stale"
    assert row.stale


def test_an_explained_one_calls_nobody() -> None:
    """A check behind a broken parent is an outline and names the parent."""
    (row,) = rows((bad(CHECKS[0], blocked_by="edge-fra-1"),), NOW)
    assert not row.solid
    assert "behind edge-fra-1" in row.reasons[0]


def test_a_silenced_one_says_so_also_where_room_is_short() -> None:
    """Why nobody is told stands beside the reason, in full or in three words, before the reason alone."""
    why = phrase("Silenced by {who} until {time}", who="Mira", time="11:33")
    (row,) = rows((bad(CHECKS[0], silenced=why),), NOW)
    assert row.silent
    assert why.plain() in row.spoken
    assert [reason.rpartition(" · ")[2] for reason in row.reasons[:2]] == [why.plain(), "nobody is told"]
    assert not row.solid

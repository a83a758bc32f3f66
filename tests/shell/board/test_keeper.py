"""One board out of pushes, and the decision without an engine."""

from app.model.board import Glyph, Rank, SoundState, Tone
from app.model.message import BoardPush
from app.model.phrase import NOTHING, phrase
from app.model.state import State
from app.shell.board.keeper import BoardKeeper, merged
from tests.shell.boards import NOW, board, check, incident


def test_a_change_keeps_every_place() -> None:
    """A changed check stays where it was, a removed one goes, a new one stands at the end."""
    first = board(check("a"), check("b"), check("c"))
    change = board(check("b", State.CRITICAL), check("d"))
    after = merged(first, BoardPush(board=change, whole=False, removed=("c/up",)))
    assert [each.id for each in after.checks] == ["a/up", "b/up", "d/up"]
    assert after.checks[1].state is State.CRITICAL
    assert after.summary == change.summary


def test_a_whole_board_replaces_everything() -> None:
    """A whole board is taken as it is."""
    after = merged(board(check("a")), BoardPush(board=board(check("z")), whole=True))
    assert [each.id for each in after.checks] == ["z/up"]


def test_with_the_link_the_engine_decides() -> None:
    """The summary of the engine passes unchanged; there is nothing to show before the first board."""
    keeper = BoardKeeper()
    assert keeper.shown(NOW, why=NOTHING, own=(), sound=SoundState.WORKING) is None
    push = BoardPush(board=board(check("a")), whole=True)
    keeper.take(push, NOW)
    assert keeper.shown(NOW.later(2), why=NOTHING, own=(), sound=SoundState.WORKING) == push.board
    assert keeper.age(NOW.later(2)) == 2


def test_without_the_link_nothing_is_good() -> None:
    """A lost engine makes every check unknown, with the reason in a banner, never green."""
    keeper = BoardKeeper()
    keeper.take(BoardPush(board=board(check("a"), check("b")), whole=True), NOW)
    keeper.link_lost(NOW.later(1))
    why = phrase("The engine is being started")
    shown = keeper.shown(NOW.later(3), why=why, own=(), sound=SoundState.WORKING)
    assert shown is not None
    assert (shown.summary.rank, shown.summary.glyph) == (Rank.ENGINE_LOST, Glyph.DEAD)
    assert (shown.summary.counts.ok, shown.summary.counts.unknown) == (0, 2)
    assert shown.summary.tone is None
    assert [banner.text for banner in shown.banners] == [why]
    keeper.link_found()
    again = keeper.shown(NOW.later(4), why=NOTHING, own=(), sound=SoundState.WORKING)
    assert again is not None
    assert again.summary.rank is Rank.GOOD


def test_an_engine_that_stays_away_is_heard() -> None:
    """An engine that does not come back within seconds sounds; losing it never silences an alarm."""
    keeper = BoardKeeper()
    keeper.take(BoardPush(board=board(check("a")), whole=True), NOW)
    keeper.link_lost(NOW)
    shown = keeper.shown(NOW.later(20), why=NOTHING, own=(), sound=SoundState.WORKING)
    assert shown is not None
    assert shown.summary.tone is Tone.CRITICAL

    ringing = BoardKeeper()
    bad = board(check("kestrin", State.CRITICAL), incidents=(incident(),), tone=Tone.CRITICAL)
    ringing.take(BoardPush(board=bad, whole=True), NOW)
    ringing.link_lost(NOW)
    shown = ringing.shown(NOW.later(1), why=NOTHING, own=(), sound=SoundState.WORKING)
    assert shown is not None
    assert shown.summary.tone is Tone.CRITICAL


def test_what_was_silent_stays_silent_without_the_engine() -> None:
    """An incident that did not sound before the loss does not begin to."""
    keeper = BoardKeeper()
    known = board(check("kestrin", State.CRITICAL), incidents=(incident(),))
    keeper.take(BoardPush(board=known, whole=True), NOW)
    keeper.link_lost(NOW)
    shown = keeper.shown(NOW.later(1), why=NOTHING, own=(), sound=SoundState.WORKING)
    assert shown is not None
    assert shown.summary.tone is None

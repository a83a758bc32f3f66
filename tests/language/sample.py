"""What on a sample board comes from outside, and sentences that only the sample has."""

from collections.abc import Iterator

import msgspec

from app.model.board import Board, CheckDetail
from app.model.phrase import Phrase
from app.model.probe import ErrorGroup, Phase
from app.model.state import ErrorClass
from tests.language.pseudo import pseudo
from tests.widgets.boards import ago, bad_day

# Commands are typed as they stand in every language.
COMMANDS = frozenset({"nocwall demo", "nocwall validate FILE", "nocwall run --inventory FILE"})


def outside(board: Board) -> frozenset[str]:
    """Return names, addresses and ids: data, which is never translated."""
    found = {board.title, board.summary.muted_by, board.last_closed.id if board.last_closed else ""}
    for c in board.checks:
        found |= {c.id, c.target, c.target_name, c.name, c.short, c.address, c.owner, c.runbook, c.kind}
    for incident in board.incidents:
        found |= {incident.id, incident.target, incident.owner}
    return COMMANDS | found - {""}


def engine_words(thing: object) -> frozenset[str]:
    """Return the sentences that a board brings along, as this language says them."""
    return frozenset(phrase.filled(pseudo(phrase.template)) for phrase in _phrases(thing) if phrase.template)


def templates(thing: object) -> set[str]:
    """Return what a board's sentences are made of."""
    return {phrase.template for phrase in _phrases(thing)}


def _phrases(thing: object) -> Iterator[Phrase]:
    if isinstance(thing, Phrase):
        yield thing
    elif isinstance(thing, msgspec.Struct):
        for field in thing.__struct_fields__:
            yield from _phrases(getattr(thing, field))
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _phrases(part)


def detail_of(name: str) -> CheckDetail:
    """Return the detail of a check of the bad day, with something in each of its parts."""
    view = next(check for check in bad_day().board.checks if check.name == name)
    groups = (ErrorGroup(template="504 <*>", count=3, first=ago(400), last=ago(3), example="504 7"),)
    return CheckDetail(
        view=msgspec.structs.replace(view, incident="I-2316", error=ErrorClass.TIMEOUT_READ),
        phases=tuple(
            Phase(name=name, seconds=0.1) for name in ("resolve", "connect", "tls", "first_byte", "transfer")
        ),
        facts={"200": "127.0.0.1"},
        errors=groups,
        detail="504",
        rules=(view.sentence,),
        owner="42",
        labels={"7": "8"},
    )

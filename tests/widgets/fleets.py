"""Sample boards of any size, on a good day and on a bad one."""

from collections.abc import Sequence

from msgspec.structs import replace

from app.model.board import Board, CheckView, Glyph, Rank
from app.model.phrase import phrase
from app.model.state import State
from app.model.target import ElementClass
from tests.widgets.boards import Sample, ago, check, summary_of

SHARES = (0.27, 0.12, 0.22, 0.18, 0.09, 0.12)  # of the six classes


def fleet(number: int, *, bad: bool = False, shares: Sequence[float] = SHARES) -> Sample:
    """Return a board of so many checks, spread over the classes."""
    checks: list[CheckView] = []
    for element, share in zip(ElementClass, shares, strict=True):
        last = element is tuple(ElementClass)[-1]
        size = number - len(checks) if last else round(number * share)
        checks += [check(element, f"{element.value[:3]}-{n:03}", n) for n in range(size)]
    if bad:
        checks = [_on_a_bad_day(view, place) for place, view in enumerate(checks)]
    rank, glyph = (Rank.NEED_SOMEONE, Glyph.CRITICAL) if bad else (Rank.GOOD, Glyph.GOOD)
    headline = (
        phrase("2 incidents need someone") if bad else phrase("All {n} checks are good", n=f"{number:,}")
    )
    return Sample(
        Board(now=ago(0), checks=tuple(checks), summary=summary_of(checks, rank, glyph, headline)),
        (),
        page="checks",
    )


def _on_a_bad_day(view: CheckView, place: int) -> CheckView:
    """Return the check as it might be: one in twenty deviates, some are worked upon."""
    kind = place * 7919 % 211
    since = ago(60.0 + place * 13 % 4000)
    if kind < 3:
        owner = "Mira K." if kind == 1 else ""
        return replace(
            view, state=State.CRITICAL, since=since, sentence=phrase("No answer in 10 s"), owner=owner
        )
    if kind < 6:
        silenced = phrase("Silenced by Tomas R.") if kind == 4 else view.silenced
        sentence = phrase("Response time 500 ms, limit 400 ms")
        return replace(view, state=State.WARNING, since=since, sentence=sentence, silenced=silenced)
    if kind < 8:
        return replace(view, state=State.UNKNOWN, stale=True, was=State.OK, since=since, last=ago(190))
    if kind < 11:
        return replace(view, state=State.CRITICAL, maintenance="M-2", since=since)
    if kind < 12:
        return replace(view, state=State.CRITICAL, soft=True, attempt=2, since=since)
    return view

"""What the header shows: verdict, sentence, counts, sound."""

from collections.abc import Sequence
from typing import NamedTuple

from app.model.board import Board, CheckView, Counts, Glyph, Rank, SoundState, Summary
from app.model.clock import Moment
from app.model.quantity import age
from widgets.sign import Sign
from widgets.tr import tr, tr_phrase
from widgets.views.deviations import counted
from widgets.views.words import clock_time

_NAMED = (Rank.NEED_SOMEONE, Rank.ALL_TAKEN)


class Count(NamedTuple):
    """One number in its fixed place."""

    sign: Sign
    number: str
    words: tuple[str, ...]
    below: "Count | None" = None  # shares the place: neither is of more weight than the other


class SoundChip(NamedTuple):
    """What is known of the loudspeaker; ``framed`` and ``broken`` are drawn louder."""

    picture: str  # bell, bell_slashed
    words: tuple[str, ...]
    line: tuple[str, ...]
    framed: bool = False
    broken: bool = False


class HeadView(NamedTuple):
    """The header without its clock."""

    sign: Sign
    headlines: tuple[str, ...]
    line: str
    counts: tuple[Count, ...]
    sound: SoundChip
    hatched: bool = False
    named: str = ""  # what calls loudest, since when and who has it: it stands before the line

    @property
    def lines(self) -> tuple[str, ...]:
        """Wordings of the sentence, the longest first."""
        return (f"{self.named} · {self.line}", self.line) if self.named else (self.line,)

    @property
    def every_count(self) -> tuple[Count, ...]:
        """All counts in their order."""
        return tuple(each for count in self.counts for each in (count, count.below) if each is not None)

    @property
    def spoken(self) -> str:
        """The header in words."""
        counted = ", ".join(f"{count.number} {count.words[0]}" for count in self.every_count)
        sound = f"{self.sound.words[0]}, {self.sound.line[0]}"
        return f"{self.headlines[0]}. {self.lines[0]}. {counted}. {sound}"


def head_view(board: Board, views: Sequence[CheckView], now: Moment, *, lost: bool) -> HeadView:
    """Return the header; a verdict of the engine that its age forbids is not repeated."""
    summary = board.summary
    counts = counted(views)
    sound = sound_chip(summary, lost=lost)
    if lost:
        return HeadView(
            Sign(Glyph.DEAD),
            (tr("The engine does not answer"), tr("The engine is silent")),
            tr("Nothing is proved since {time}, {age} ago", **_told(board.now, now)),
            counts_in_places(counts),
            sound,
            hatched=True,
        )
    fallen = counts.unknown and summary.rank in (Rank.GOOD, Rank.WAITING)
    if fallen:
        unknown = counts.unknown
        words = tr("{n} checks unknown", n=str(unknown)) if unknown > 1 else tr("1 check unknown")
        return HeadView(Sign(Glyph.UNKNOWN), (words,), answers(views, now), counts_in_places(counts), sound)
    headline = tr_phrase(summary.headline) or tr("Waiting for the first answers")
    line = tr_phrase(summary.line) or answers(views, now)
    return HeadView(
        Sign(summary.glyph, taken=summary.taken),
        (headline,),
        line,
        counts_in_places(counts),
        sound,
        named=loudest(board) if summary.rank in _NAMED else "",
    )


def loudest(board: Board) -> str:
    """Return the first incident in words, for pages that have no room for them."""
    if not board.incidents:
        return ""
    first = board.incidents[0]
    title, time = tr_phrase(first.title), clock_time(first.began.wall)
    if first.taken:
        return tr("{title} since {time}, {name} has it", title=title, time=time, name=first.owner)
    return tr("{title} since {time}", title=title, time=time)


def answers(views: Sequence[CheckView], now: Moment) -> str:
    """Return how old the newest and the oldest current answer are."""
    ages = [now.seconds_since(view.last) for view in views if view.last]
    if not ages:
        return tr("No result yet")
    newest, oldest = age(min(ages)), age(max(ages))
    return tr("Newest result {newest} ago, oldest {oldest}", newest=newest, oldest=oldest)


def sound_chip(summary: Summary, *, lost: bool = False) -> SoundChip:
    """Return the chip; with the engine lost nothing is known of muting."""
    if summary.sound is SoundState.MUTED and summary.muted_until is not None and not lost:
        # The time of its end, beside the clock: what is left was read as a second clock, or as its age.
        time = clock_time(summary.muted_until.wall)
        ends = (tr("until {time}", time=time), f"\u2192 {time}")
        by = (tr("Muted by {name}", name=summary.muted_by),) if summary.muted_by else ()
        return SoundChip("bell_slashed", ends, (*by, tr("Muted")), framed=True)
    if summary.sound is SoundState.BROKEN:
        return SoundChip(
            "bell_slashed", (tr("No sound"),), (tr("Sound does not work"), tr("Broken")), broken=True
        )
    if summary.sound is SoundState.NOBODY:
        return SoundChip("bell_slashed", (tr("No sound"),), (tr("No desktop holds it"), tr("No desktop")))
    proved = summary.sound_proved
    told = tr("Proved {time}", time=clock_time(proved.wall)) if proved else tr("Not proved")
    return SoundChip("bell", (tr("Sound on"), tr("On")), (told,))


def _told(then: Moment, now: Moment) -> dict[str, str]:
    return {"time": clock_time(then.wall, seconds=True), "age": age(now.seconds_since(then))}


def counts_in_places(counts: Counts) -> tuple[Count, ...]:
    """Return the counts in the order of their places."""
    return (
        _number(Glyph.CRITICAL, counts.critical, tr("Critical")),
        _number(Glyph.WARNING, counts.warning, tr("Warning")),
        _number(Glyph.UNKNOWN, counts.unknown, tr("Unknown")),
        _nobody_needed(counts),
        _number(Glyph.OK, counts.ok, tr("OK")),
    )


def _nobody_needed(counts: Counts) -> Count:
    """Return the fourth place: what is in maintenance, what waits for its first answer, or both."""
    planned = _number(Glyph.MAINTENANCE, counts.maintenance, tr("Maintenance"), tr("Planned"))
    if not counts.pending:
        return planned
    waiting = _number(Glyph.PENDING, counts.pending, tr("Waiting"))
    return planned._replace(below=waiting) if counts.maintenance else waiting


def _number(glyph: Glyph, number: int, *words: str) -> Count:
    return Count(Sign(glyph, dim=number == 0), f"{number:,}", words)

"""Errors as they came, whoever looked."""

from app.engine.error_stream import KEPT, REPEAT, SHOWN, ErrorStream
from app.model.clock import Moment
from app.model.phrase import NOTHING, phrase
from app.model.probe import ErrorGroup
from app.model.sample import Sample
from app.model.state import ErrorClass, State
from tests.engine import whole


def at(seconds: float) -> Moment:
    """Return a moment."""
    return Moment(wall=1000.0 + seconds, mono=seconds)


def sample(
    check: str,
    seconds: float,
    error: ErrorClass | None = ErrorClass.REFUSED,
    *,
    errors: tuple[ErrorGroup, ...] = (),
) -> Sample:
    """Return the result of a run."""
    sentence = phrase("Port {port} is closed", port=str(seconds)) if error else NOTHING
    return Sample(
        check=check, started=at(seconds), ended=at(seconds), error=error, sentence=sentence, errors=errors
    )


def stream(*samples: Sample) -> ErrorStream:
    """Return a stream that took samples."""
    made = ErrorStream()
    for each in samples:
        made.take(each, State.CRITICAL)
    return made


def test_repeats_stand_together() -> None:
    """The same error again is counted, whatever values stand in it, and keeps its place."""
    (entry, other) = stream(sample("b", 1), sample("a", 2), sample("b", 9)).newest
    assert (entry.check, other.check) == ("a", "b")
    assert (other.count, other.first, other.since, other.last, other.over) == (2, at(1), at(1), at(9), None)
    assert other.text.plain() == "Port 9 is closed"


def test_a_good_answer_ends_it_and_its_return_brings_it_to_the_front() -> None:
    """What is over stays with its length; what comes back stands first, with all its repeats."""
    made = stream(sample("b", 1), sample("a", 2), sample("b", 5, None))
    assert [(each.check, each.over) for each in made.newest] == [("a", None), ("b", at(5))]
    made.take(sample("b", 8), State.CRITICAL)
    entry = made.newest[0]
    assert (entry.check, entry.count, entry.first, entry.since, entry.over) == ("b", 2, at(1), at(8), None)
    made.take(sample("b", 9, None), State.OK)
    made.take(sample("b", 9 + REPEAT + 1), State.CRITICAL)
    assert (made.newest[0].count, made.newest[0].first) == (1, at(9 + REPEAT + 1))


def test_another_error_of_the_same_check_ends_the_one_before() -> None:
    """A check has one error at a time; one that is not due yet has none."""
    made = stream(sample("a", 1), sample("a", 2, ErrorClass.DNS))
    assert [(each.error, each.over) for each in made.newest] == [
        (ErrorClass.DNS, None),
        (ErrorClass.REFUSED, at(2)),
    ]
    made.take(sample("a", 3, ErrorClass.WAITING), State.PENDING)
    assert made.newest[0].over == at(3)


def test_messages_of_logs_are_in_it() -> None:
    """A group of messages comes in when it grows, with its own count and times."""
    group = ErrorGroup(
        template="payout <*> failed", count=3, first=at(1), last=at(4), example="payout 7 failed"
    )
    made = stream(
        sample("log", 5, None, errors=(group,)), sample("a", 6), sample("log", 7, None, errors=(group,))
    )
    assert [each.check for each in made.newest] == ["a", "log"]
    entry = made.newest[1]
    assert (entry.error, entry.text.plain(), entry.count, entry.last) == (None, "payout <*> failed", 3, at(4))


def test_it_is_bounded_and_what_is_left_out_is_counted() -> None:
    """A board carries the newest; a flood for a month costs no more memory than one for an hour."""
    made = stream(*(sample(f"c{n}", n) for n in range(3 * KEPT)))
    assert len(made.newest) == SHOWN
    assert made.earlier == KEPT - SHOWN
    assert made.newest[0].check == f"c{3 * KEPT - 1}"


def test_checks_that_are_gone_are_forgotten() -> None:
    """A new inventory takes their errors along."""
    made = stream(sample("a", 1), sample("b", 2))
    made.forget_gone({"a"})
    assert [each.check for each in made.newest] == ["a"]
    made.take(sample("b", 3, None), State.OK)
    assert [each.check for each in made.newest] == ["a"]


async def test_a_board_carries_it() -> None:
    """What fails in a running engine comes to the screens, and stays when it is over."""
    async with whole.rig() as it:
        await it.apply(it.check("pay/deposit"))
        it.service("pay/deposit").error = ErrorClass.TIMEOUT_READ
        await it.link.until(lambda: it.link.board is not None and it.link.board.stream)
        it.service("pay/deposit").error = None
        await it.link.until(lambda: it.link.board is not None and it.link.board.stream[0].over is not None)
        assert it.link.board is not None
        (entry,) = it.link.board.stream
        assert (entry.check, entry.error) == ("pay/deposit", ErrorClass.TIMEOUT_READ)
        assert entry.count >= 1

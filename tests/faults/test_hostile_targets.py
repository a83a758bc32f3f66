"""Rows N01 to N19 with the real engine: hostile targets beside healthy neighbours, one run a group of rows.

What is asked of every row stands in ``proved``; each test adds what is its row's own.
"""

import json
import re
import unicodedata
from collections.abc import Callable

import pytest

from app.model.state import ErrorClass
from tests.faults.hostile_case import Case
from tests.faults.hostile_cases import MARKUP, of_row
from tests.faults.hostile_run import BOUND, INTERVAL, NEIGHBOURS, TIMEOUT, Seen, run

pytestmark = pytest.mark.alone

Evidence = Callable[..., None]
GROWN = 20e6
LOG_LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ \S+: ")


@pytest.fixture(scope="module")
def slow() -> Seen:
    """Run the targets that are slow, silent, gone or of another protocol."""
    return run("slow")


@pytest.fixture(scope="module")
def excess() -> Seen:
    """Run the targets that answer too much or wrongly."""
    return run("excess")


@pytest.fixture(scope="module")
def rest() -> Seen:
    """Run the targets with broken TLS and those with hostile texts."""
    return run("rest")


def wrong_of(case: Case, seen: Seen) -> list[str]:
    """Return what is not as it must be with one target."""
    raised = seen.raised[case.name]
    held = [
        abs(seconds - TIMEOUT) < 0.3 if case.to_the_end else seconds < TIMEOUT + 0.3
        for seconds in raised.held
    ]
    facts = {
        f"class {raised.error}, others {raised.others}": raised.error is case.error and not raised.others,
        f"sentence {raised.sentence}": case.sentence in raised.sentence,
        f"raised after {raised.raised} s": raised.raised is not None and raised.raised <= BOUND,
        f"told after {raised.told} s": raised.told is not None and raised.told <= BOUND,
        f"told {raised.notice}": raised.sentence in raised.notice.get("body", ""),
        f"runs took {raised.held}": all(held),
        f"told in all {seen.told}": [each for each in seen.told if each.split()[0] == case.name]
        == [f"{case.name} problem", f"{case.name} recovery"],
    }
    return [f"{case.name}: {fact}" for fact, right in facts.items() if not right]


def proved(row: str, seen: Seen, evidence: Evidence) -> list[Case]:
    """Prove a row and record it: every target in its class within D, nobody else touched, all good again."""
    cases = list(of_row(row))
    evidence(
        error={case.name: seen.raised[case.name].error for case in cases},
        seconds=max(seen.raised[case.name].raised or 99.0 for case in cases),
        told=max(seen.raised[case.name].told or 99.0 for case in cases),
        run=max((max(seen.raised[case.name].held, default=0.0) for case in cases), default=0.0),
        healed=round(seen.healed, 2),
        loop_gap=seen.gap,
        control_gap=seen.control,
        cadence=round(seen.cadence, 4),
        memory=seen.memory,
        repeated=seen.repeated,
    )
    assert [wrong for case in cases for wrong in wrong_of(case, seen)] == []
    assert seen.gap - seen.control < 0.1
    assert seen.cadence - seen.control < 0.05 * INTERVAL
    assert seen.asked >= NEIGHBOURS * 4
    assert seen.memory < GROWN
    assert "Traceback" not in seen.log
    assert seen.healed < 2 * INTERVAL
    return cases


@pytest.mark.fault("N01")
def test_silence_is_a_timeout_at_its_deadline(slow: Seen, evidence: Evidence) -> None:
    """Who accepts and never answers is timeout-read at the deadline, over HTTP, TCP, Redis and PostgreSQL."""
    assert all(len(slow.raised[case.name].held) >= 3 for case in proved("N01", slow, evidence))


@pytest.mark.fault("N02")
def test_a_drip_ends_at_the_total_deadline(slow: Seen, evidence: Evidence) -> None:
    """Bytes that keep coming move no deadline: in the head, the body, its chunks or interim answers."""
    assert all(len(slow.raised[case.name].held) >= 3 for case in proved("N02", slow, evidence))


@pytest.mark.fault("N04")
def test_ways_to_hang_up_are_told_apart(slow: Seen, evidence: Evidence) -> None:
    """Refused, reset when asked, closed without a byte and reset in mid-body have four sentences."""
    proved("N04", slow, evidence)
    names = ("http-refused", "http-reset", "http-no-byte", "http-torn")
    assert len({slow.raised[name].sentence for name in names}) == 4


@pytest.mark.fault("N08")
def test_bombs_are_not_unpacked(excess: Seen, evidence: Evidence) -> None:
    """A megabyte that unpacks to a gigabyte is too-large and costs neither memory nor neighbours."""
    proved("N08", excess, evidence)


@pytest.mark.fault("N09")
def test_answers_without_end_stop_at_their_cap(excess: Seen, evidence: Evidence) -> None:
    """Endless bodies, heads, trailers and 60 MB of JSON are cut off long before the deadline."""
    for case in proved("N09", excess, evidence):
        assert max(excess.raised[case.name].held) < TIMEOUT / 2


@pytest.mark.fault("N10")
def test_broken_framing_is_named(excess: Seen, evidence: Evidence) -> None:
    """Wrong lengths, bad chunks and random bytes are class protocol, each with what was wrong."""
    assert {case.error for case in proved("N10", excess, evidence)} == {ErrorClass.PROTOCOL}


@pytest.mark.fault("N11")
def test_polite_failures_are_failures(excess: Seen, evidence: Evidence) -> None:
    """A 200 that says no, a login page and an empty body are class content; the provider's code is shown."""
    proved("N11", excess, evidence)
    assert "E-17" in excess.raised["polite-error"].notice["body"]


@pytest.mark.fault("N12")
def test_content_from_hell_has_no_value(excess: Seen, evidence: Evidence) -> None:
    """Damaged signs, unknown charsets, deep nests and numbers that are none are content, and draw a gap."""
    for case in proved("N12", excess, evidence):
        values = [point.value for point in excess.raised[case.name].points]
        assert set(values) <= {5.0, None}
        assert values[-1] is None


@pytest.mark.fault("N13")
def test_redirects_do_not_lead_astray(excess: Seen, evidence: Evidence) -> None:
    """A loop, another scheme and an endless way are class protocol."""
    proved("N13", excess, evidence)


@pytest.mark.fault("N15")
def test_each_way_of_bad_tls_has_its_sentence(rest: Seen, evidence: Evidence) -> None:
    """Expired, not yet valid, self-signed, wrong name, silent and no TLS at all are told apart."""
    cases = proved("N15", rest, evidence)
    named = [case for case in cases if case.name != "garbage"]  # which is no TLS at all, like plain HTTP
    assert len({rest.raised[case.name].sentence for case in named}) == len(named)


@pytest.mark.fault("N19")
def test_up_but_not_serving_is_not_down(slow: Seen, evidence: Evidence) -> None:
    """Who refuses politely is class status, garbage is protocol, and no stated length is believed."""
    proved("N19", slow, evidence)
    polite = {slow.raised[name].notice["title"] for name in ("redis-loading", "postgres-full", "smtp-421")}
    assert all("answers with errors" in title for title in polite)
    assert "refuses connections" in slow.raised["tcp-refused"].notice["title"]


def clean(text: str, limit: int) -> bool:
    """Whether a text is one line without signs that steer, and not longer than ``limit``."""
    return len(text) <= limit and not any(
        unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"} for sign in text
    )


@pytest.mark.fault("N38")
def test_hostile_text_stays_text_outside_the_wall(rest: Seen, evidence: Evidence) -> None:
    """Names and errors reach link, webhook, commands and log literally and cut, each as one line."""
    cases = proved("N38", rest, evidence)
    for case in cases:
        raised = rest.raised[case.name]
        assert MARKUP in raised.notice["title"]
        assert clean(raised.sentence, 500)
        assert all(clean(text, 600) for text in raised.notice.values() if isinstance(text, str))
        assert all(clean(line, 8192) for line in raised.detail.split("\n"))
        assert len(raised.detail) <= 8192
    printed, as_json = rest.events
    assert all(clean(line, 1000) for line in printed.splitlines())
    events = [json.loads(line) for line in as_json.splitlines()]
    assert len(printed.split("\n")) == len(as_json.split("\n")) == len(events) + 1
    assert any(MARKUP in event["text"] for event in events)
    assert all(LOG_LINE.match(line) and clean(line, 1000) for line in rest.log.splitlines())

"""Matchers read, write and hold as Alertmanager's do."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.alert import Alert, AlertKey
from app.model.labels import labels_of
from app.model.matcher import Labels, Matcher, Operator, match, matchers_of, of_things, written
from app.model.state import ErrorClass
from app.model.target import ElementClass, Target
from app.model.verdict import Level
from tests.model.test_pattern import REMEDY

_OPERATORS: tuple[Operator, ...] = ("=", "!=", "=~", "!~")
_VALUES = st.sampled_from(["", "a", "psp-a", "psp-b", "db", "a b"])
_PATTERNS = st.sampled_from(["", "a", "psp-.*", ".*", ".+", "a|db", "p?a", "[a-d]+"])


@st.composite
def _matchers(draw: st.DrawFn) -> Matcher:
    operator = draw(st.sampled_from(_OPERATORS))
    value = draw(_PATTERNS if operator in ("=~", "!~") else _VALUES)
    return Matcher(label=draw(st.sampled_from(["x", "y", "z"])), operator=operator, value=value)


def _plainly(matchers: tuple[Matcher, ...], labels: Labels) -> bool:
    """Say what Alertmanager's documentation says, in the plainest way."""
    for matcher in matchers:
        value = labels.get(matcher.label, "")
        same = (
            re.fullmatch(matcher.value, value) is not None
            if "~" in matcher.operator
            else value == matcher.value
        )
        if same is ("!" in matcher.operator):
            return False
    return bool(matchers)


@given(
    matchers=st.lists(_matchers(), max_size=4).map(tuple),
    labels=st.dictionaries(st.sampled_from(["x", "y"]), _VALUES),
)
def test_matchers_hold_as_a_plain_reading_says(matchers: tuple[Matcher, ...], labels: dict[str, str]) -> None:
    """All must hold, a label that is not there is empty, and none at all mean nothing."""
    assert match(matchers, labels) is _plainly(matchers, labels)


@given(
    matchers=st.lists(
        st.builds(
            Matcher,
            label=st.sampled_from(["element", "team_name", "a.b/c"]),
            operator=st.sampled_from(["=", "!="]),
            value=st.text(max_size=20),
        ),
        min_size=1,
        max_size=5,
    ).map(tuple)
)
def test_what_is_written_is_read_again(matchers: tuple[Matcher, ...]) -> None:
    """The text form loses nothing, whatever the values are."""
    assert matchers_of(written(matchers)) == matchers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("target=psp-a", [("target", "=", "psp-a")]),
        ('element=payment target=~"psp-.*"', [("element", "=", "payment"), ("target", "=~", "psp-.*")]),
        ('a="x y", b!=z,c!~q', [("a", "=", "x y"), ("b", "!=", "z"), ("c", "!~", "q")]),
        (r'a=~"\d+"', [("a", "=~", r"\d+")]),
        ('a=""', [("a", "=", "")]),
        ("a=", [("a", "=", "")]),
        ('a = "b" ,', [("a", "=", "b")]),
    ],
)
def test_the_text_form(text: str, expected: list[tuple[str, str, str]]) -> None:
    """Matchers stand apart by spaces or commas; values may be in quotes."""
    assert [(m.label, m.operator, m.value) for m in matchers_of(text)] == expected


@pytest.mark.parametrize(
    "text",
    ["", "  ", "payment", "=x", 'a="b', "a=~(", "a=b c", "a==b=", 'a="b"c=d', "a=b " * 21, "a=" + "x" * 4001],
)
def test_what_is_no_matcher_is_refused(text: str) -> None:
    """A mistake is told when it is made, in words."""
    with pytest.raises(ValueError, match=r"\w"):
        matchers_of(text)


def test_a_bad_pattern_does_not_come_over_the_link() -> None:
    """What is decoded is checked as what is made here."""
    blob = msgspec.msgpack.encode({"label": "a", "operator": "=~", "value": "("})
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(blob, type=Matcher)


def test_labels_of_an_alert() -> None:
    """Ours, those of the finding, and those of its target, which cannot take the place of ours."""
    target = Target(
        id="psp-a",
        name="PSP A",
        short="PSP A",
        element=ElementClass.PAYMENT,
        labels={"team": "blue", "target": "spoofed", "rule": "spoofed"},
    )
    alert = Alert(
        key=AlertKey(check="psp-a/pay", rule="up"), level=Level.CRITICAL, error=ErrorClass.REFUSED, metric="m"
    )
    assert labels_of(alert, None, target, severity=2) == {
        "team": "blue",
        "check": "psp-a/pay",
        "target": "psp-a",
        "element": "payment",
        "rule": "up",
        "level": "critical",
        "error": "refused",
        "metric": "m",
        "severity": "2",
    }
    assert "rule" not in labels_of(None, None, target)


def test_only_some_matchers_can_be_asked_of_a_check_that_is_well() -> None:
    """What is known of a finding only is left out for a preview of checks."""
    assert written(of_things(matchers_of("target=a rule=up level=critical team=b"))) == "target=a team=b"


@given(
    text=st.one_of(
        st.text(max_size=200),
        st.lists(
            st.sampled_from(
                ["a", "target", "=", "=~", "!~", "!", '"', "\\\\", ",", " ", "(", "[", "*", "x{9}", "\n"]
            ),
            max_size=30,
        ).map("".join),
    ),
    value=st.text(max_size=40),
)
def test_whatever_is_typed_is_read_or_refused_with_a_remedy(text: str, value: str) -> None:
    """Any text at all is matchers that answer and are read again as written, or a sentence with a remedy."""
    refused = ""
    try:
        found = matchers_of(text)
        assert matchers_of(written(found)) == found
        match(found, {found[0].label: value})
    except ValueError as wrong:
        refused = str(wrong)
    assert refused.isprintable()
    assert not refused or REMEDY.search(refused), refused

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.quantity import Unit
from app.transport.perfdata import MOST, Range, limit, perfdata

LABELS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)
NUMBERS = st.floats(-1e12, 1e12).map(lambda number: f"{number:.6f}")


def values(text: str) -> dict[str, float | None]:
    return {figure.label: figure.value for figure in perfdata(text).figures}


@pytest.mark.parametrize(
    ("text", "label", "value", "unit"),
    [
        ("time=0.002722s;;;0.000000;10.000000", "time", 0.002722, Unit.SECONDS),
        ("rta=12.5ms;100;500;0", "rta", 0.0125, Unit.SECONDS),
        ("wait=250us", "wait", 0.00025, Unit.SECONDS),
        ("pl=40%;20;60;;", "pl", 0.4, Unit.RATIO),
        ("/=2643MB;5948;5958;0;5968", "/", 2643 * 1024.0**2, Unit.BYTES),
        ("/var=1.5GiB", "/var", 1.5 * 1024.0**3, Unit.BYTES),
        ("size=512B;;;0", "size", 512.0, Unit.BYTES),
        ("load1=0.010;5.000;10.000;0;", "load1", 0.01, Unit.NONE),
        ("'two words'=7", "two words", 7.0, Unit.NONE),
        ("'it''s'=-3.5", "it's", -3.5, Unit.NONE),
        ("temp=21C", "temp", 21.0, Unit.NONE),
        ("small=1.5e-3s", "small", 0.0015, Unit.SECONDS),
    ],
)
def test_a_number_comes_in_its_base_unit(text: str, label: str, value: float, unit: Unit) -> None:
    """Labels, quoted or not, values and units are read as the guidelines write them."""
    (figure,) = perfdata(text).figures
    assert figure.label == label
    assert figure.value == pytest.approx(value)
    assert figure.unit is unit
    assert not figure.counter


def test_several_stand_side_by_side() -> None:
    """Spaces separate, also within quotes only there; trailing semicolons may be missing."""
    text = "  users=4;20;50;0  'swap used'=0MB;;  d=U;1 c=17c\nlater=2"
    assert values(text) == {"users": 4.0, "swap used": 0.0, "d": None, "c": 17.0, "later": 2.0}
    assert [figure.counter for figure in perfdata(text).figures] == [False, False, False, True, False]


def test_limits_are_kept() -> None:
    """Warning and critical are ranges, an empty one is none."""
    (figure,) = perfdata("load1=3;~:5;@10:20;0;").figures
    assert figure.warning == Range(-math.inf, 5)
    assert figure.critical == Range(10, 20, inside=True)
    assert figure.limits == "~:5;@10:20;0;"
    assert perfdata("x=1;;5").figures[0].warning is None


@pytest.mark.parametrize(
    ("text", "good", "bad"),
    [
        ("10", (0, 5, 10), (-1, 10.1)),
        ("10:", (10, 1e9), (9.9,)),
        ("~:10", (-1e9, 10), (10.1,)),
        ("10:20", (10, 20), (9, 21)),
        ("@10:20", (9, 21), (10, 15, 20)),
        ("-5:-1", (-5, -1), (-6, 0)),
    ],
)
def test_ranges_alert_as_the_guidelines_say(
    text: str, good: tuple[float, ...], bad: tuple[float, ...]
) -> None:
    """The five forms of the guidelines' table, and negative ends."""
    found = limit(text)
    assert found is not None
    assert not any(found.alerts(value) for value in good)
    assert all(found.alerts(value) for value in bad)


@pytest.mark.parametrize("text", ["", "@", ":", "20:10", "ten", "1:2:3", "~", "10 : 20"])
def test_what_is_no_range(text: str) -> None:
    """An empty or reversed range limits nothing; a lone colon is from 0 without an end."""
    assert limit(text) == (Range(0, math.inf) if text == ":" else None)


def test_what_is_no_number_is_handed_back() -> None:
    """Broken parts are set aside, the others count."""
    found = perfdata("good=1 broken nan=NaN 0,5=x comma=0,5 =3 'open=5 last=2")
    assert [figure.label for figure in found.figures] == ["good", "last"]
    assert found.unread == "broken nan=NaN 0,5=x comma=0,5 =3 'open=5"
    assert values("huge=1e400") == {"huge": None}


def test_of_one_label_the_first_counts() -> None:
    """A label that is written twice has one value, and thousands of labels are cut."""
    assert values("a=1 a=2") == {"a": 1.0}
    assert len(perfdata(" ".join(f"n{i}=1" for i in range(5000))).figures) == MOST


@given(st.lists(st.tuples(LABELS, NUMBERS), max_size=10, unique_by=lambda pair: pair[0]))
def test_what_is_written_by_the_book_is_read_back(pairs: list[tuple[str, str]]) -> None:
    """Any label in quotes, with its own quotes doubled, comes back with its number."""
    text = " ".join(f"'{label.replace(chr(39), chr(39) * 2)}'={number}" for label, number in pairs)
    found = perfdata(text)
    assert found.unread == ""
    assert [(figure.label, figure.value) for figure in found.figures] == [
        (label, float(number)) for label, number in pairs
    ]


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    """Nothing raises, and every value is finite or not known."""
    found = perfdata(text)
    assert all(figure.value is None or math.isfinite(figure.value) for figure in found.figures)
    assert all(figure.label for figure in found.figures)

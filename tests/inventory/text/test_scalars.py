import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.inventory.text.scalars import NotFinite, resolve


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("no", "no"),
        ("on", "on"),
        ("YES", "YES"),
        ("true", True),
        ("False", False),
        ("tRuE", "tRuE"),
        ("null", None),
        ("~", None),
        ("", None),
        ("Nil", "Nil"),
        ("012", 12),
        ("0o17", 15),
        ("0x1F", 31),
        ("0b1", "0b1"),
        ("-7", -7),
        ("+1.5e3", 1500.0),
        (".5", 0.5),
        ("1.", 1.0),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2026-11-23", "2026-11-23"),
        ("127.0.0.1", "127.0.0.1"),
        ("10s", "10s"),
        (".", "."),
        ("-", "-"),
    ],
)
def test_core_schema(text: str, meant: object) -> None:
    """A plain scalar means what YAML 1.2 says and nothing that older versions guessed."""
    found = resolve(text)
    assert found == meant
    assert type(found) is type(meant)


@pytest.mark.parametrize("text", [".inf", "-.Inf", ".nan", "1e400", "9" * 30, "1" * 5000])
def test_no_number_beyond_the_finite(text: str) -> None:
    """Infinity, "not a number" and what 64 bits do not hold are refused, and cost no time."""
    with pytest.raises(NotFinite):
        resolve(text)


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    """Any text means something, or is refused for one reason."""
    try:
        resolve(text)
    except NotFinite:
        assert text.lstrip("+-.")[:1] in set("0123456789iInN")

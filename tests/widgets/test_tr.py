"""Texts pass through translation with their values by name."""

from app.model.phrase import NOTHING, phrase
from widgets.tr import tr, tr_phrase


def test_values_are_filled_in_by_name() -> None:
    """A template names its values; foreign braces in a value stay as they are."""
    assert tr("{name} has it", name="{Mira} K.") == "{Mira} K. has it"
    assert tr_phrase(phrase("{n} more", n="3")) == "3 more"


def test_nothing_is_nothing() -> None:
    """An empty phrase is an empty text."""
    assert tr_phrase(NOTHING) == ""

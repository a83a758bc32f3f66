"""Reasons are words of every language."""

from app.model.notice import Reason
from app.model.phrase import phrase
from app.model.suppression import SuppressionKind
from app.model.why_codes import code_phrase


def test_every_reason_can_be_translated() -> None:
    """Each reason and each kind of suppression has its phrase, which in English is the code itself."""
    codes = [each.value for each in (*Reason, *SuppressionKind)]
    assert [code_phrase(code) for code in codes] == [phrase(code) for code in codes]


def test_a_reason_of_a_later_engine_stays_as_it_is() -> None:
    """What is not known is shown letter by letter."""
    assert code_phrase("x{y}").plain() == "x{y}"

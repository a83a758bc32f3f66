from hypothesis import given
from hypothesis import strategies as st

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.veil import HIDDEN, Veil

SECRET = "s3cr&t /word"


def test_a_secret_is_hidden_in_every_form_of_the_wire() -> None:
    """As it is, in a query, in a form, in JSON, and in basic authentication."""
    veil = Veil([SECRET, 'quo"te\\d', "abc"])
    veil.login("ann", SECRET)
    said = (
        'x s3cr&t /word; s3cr%26t%20%2Fword; s3cr%26t+%2Fword; quo\\"te\\\\d; YW5uOnMzY3ImdCAvd29yZA==; abc'
    )
    assert veil.text(said) == f"x {HIDDEN}; {HIDDEN}; {HIDDEN}; {HIDDEN}; {HIDDEN}; abc"


@given(st.text(alphabet="abcdefgh", min_size=8, max_size=300), st.integers(0, 210), st.integers(20, 200))
def test_a_secret_that_was_cut_is_hidden_too(secret: str, before: int, limit: int) -> None:
    """Where a text was cut in the middle of a secret at most three of its signs remain."""
    shown = Veil([secret]).text(foreign("-" * before + secret, limit))
    assert secret[:4] not in shown


def test_a_failure_is_the_same_without_secrets() -> None:
    """Class and template stay; the values and the detail are without secrets."""
    sentence = phrase("token is {value}", value=SECRET)
    failed = Veil([SECRET]).over(ProbeFailed(ErrorClass.CONTENT, sentence, f"said {SECRET}"))
    assert (failed.error, failed.sentence.plain(), failed.detail) == (
        ErrorClass.CONTENT, f"token is {HIDDEN}", f"said {HIDDEN}"
    )  # fmt: skip


def test_the_longer_secret_goes_first() -> None:
    """A secret that begins with another one leaves nothing of its end."""
    assert Veil(["abcd", "abcdefgh"]).text("abcdefgh abcd") == f"{HIDDEN} {HIDDEN}"

from hypothesis import given
from hypothesis import strategies as st

from app.model.outcome import Outcome, decoded, encoded
from app.model.sample import Sample
from app.model.state import ErrorClass
from app.model.verdict import Level
from tests.alerts.making import at


@given(
    st.sampled_from([None, *ErrorClass]),
    st.sampled_from([Level.GOOD, Level.WARNING, Level.CRITICAL]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_every_outcome_comes_back(
    error: ErrorClass | None, level: Level, no_names: bool, coarse: bool, anew: bool
) -> None:
    """Each error class there is has a number of its own, and all of an outcome is read back from it."""
    sample = Sample(
        check="a/b",
        started=at(0),
        ended=at(1),
        error=error,
        level=level,
        no_names=no_names and error is ErrorClass.DNS,
        coarse=coarse,
    )
    expected = Outcome(error, level, sample.no_names, coarse and error is None, anew)
    assert decoded(encoded(sample, anew=anew)) == expected


def test_a_number_of_a_newer_nocwall_is_none() -> None:
    """What this version cannot know is not guessed at."""
    assert decoded(200.0) is None
    assert decoded(float(1 << 20)) is None

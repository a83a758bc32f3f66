"""What random histories are made of."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.histories.world import AROUND, NAMES, ROUTINGS, STATES, WISHES, Happening

_BAD = tuple(name for name in STATES if name != "good")
_EDITS = ("remove", "add", "unsilence")
_WHAT = _BAD * 3 + ("good",) * 8 + tuple(WISHES) * 2 + AROUND + ("kill", "restart") + _EDITS

HISTORIES = st.lists(
    st.builds(
        Happening,
        what=st.sampled_from(_WHAT),
        check=st.integers(0, len(NAMES) - 1),
        after=st.sampled_from((0.02, 0.4, 1.0, 3.0, 8.0, 20.0)),
    ),
    max_size=20,
)
ATTEMPTS = st.integers(1, 3)
ROUTED = st.sampled_from(ROUTINGS)
HOLDS = st.sampled_from((0.0, 8.0))

# The same ones each time; ``python -m tests.histories`` finds others.
thorough = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)

"""What random histories are made of."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.histories.things import NAMES, SETTINGS, STATES, Happening
from tests.histories.wishes import WISHES
from tests.histories.world import AROUND

_BAD = tuple(name for name in STATES if name != "good")
_OFTEN = ("acknowledge", "comment", "silence", "maintain")
_REST = ("kill", "restart", "remove", "add")
_WHAT = _BAD * 4 + ("good",) * 10 + tuple(WISHES) + _OFTEN + AROUND + _REST
_HANDS = ("merge", "merge", "merge", "split", "split", "kill", "comment", "assign", *_BAD, "good", "good")
_AFTER = (0.02, 0.4, 1.0, 3.0, 8.0, 20.0)


def _happens(what: tuple[str, ...], after: tuple[float, ...] = _AFTER) -> st.SearchStrategy[Happening]:
    checks = st.integers(0, len(NAMES) - 1)
    return st.builds(Happening, what=st.sampled_from(what), check=checks, after=st.sampled_from(after))


def _one_after_another(parts: list[tuple[Happening, ...]]) -> list[Happening]:
    return [each for part in parts for each in part]


_ANYTHING = st.tuples(_happens(_WHAT))
# Much is bad by the time that people join and part it: by chance alone that would be rare.
_HANDLED = st.tuples(
    _happens(("storm", *_BAD)),
    _happens(("storm", *_BAD), _AFTER[:4]),
    _happens(_HANDS, _AFTER[4:5]),
    _happens(_HANDS, _AFTER[:4]),
    _happens(_HANDS, _AFTER[:4]),
    _happens(_HANDS, _AFTER[:5]),
)
HISTORIES = st.lists(st.one_of(_ANYTHING, _ANYTHING, _ANYTHING, _HANDLED), max_size=4).map(_one_after_another)
ATTEMPTS = st.integers(1, 3)
SET = st.sampled_from(SETTINGS)
HOLDS = st.sampled_from((0.0, 8.0))

# The same ones each time; ``python -m tests.histories`` finds others.
thorough = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)

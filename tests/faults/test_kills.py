import random
from collections.abc import Callable

import pytest

from tests.faults.kills import killed

Evidence = Callable[..., None]
KILLS = 10


@pytest.mark.fault("N30")
async def test_ten_kills_at_random_moments_lose_and_repeat_nothing(evidence: Evidence) -> None:
    """Under faults and wishes, kill -9 loses nothing saved, tells nothing twice and leaves out no end."""
    seed = random.randrange(2**32)
    wrong, figures = await killed(KILLS, seed)
    evidence(**figures)
    assert not wrong, f"python -m tests.faults.kills --kills {KILLS} --seed {seed}: {wrong}"
    assert figures["kills"] == KILLS
    assert figures["saved"] > 0
    assert figures["told"] > KILLS

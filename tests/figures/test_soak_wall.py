"""The soak of the wall tells a leak from the load of its day, and knows what it looks at."""

import math
import random
import time

import pytest

from tests.bench.soak_wall.account import Account, watched
from tests.bench.soak_wall.memory import Reading, risen
from tests.bench.soak_wall.run import RISE, Seen, wrongs

HOURS, EACH = 24, 30  # of the engine's time; readings in an hour
FILLS = 12.0  # MiB that caches take in the first hours


def readings(leak: float, seed: int) -> list[Reading]:
    """Return a day of three spells as it was measured: waves with the load, leaps with pictures of pages."""
    dice = random.Random(seed)
    found = []
    for number in range(HOURS * EACH):
        hour = number / EACH
        worst = 15.0 * math.exp(-(((hour % 8) - 6) ** 2) / 2)
        leap = dice.choice((0.0, 7.3, 14.6)) + dice.uniform(-4, 4)
        fills = FILLS * (1 - math.exp(-hour / 1.5))
        pages = min(6.0, hour / 3)
        at = hour * 3600
        found.append(Reading(at, 200.0 + fills + worst + leap + pages + leak * hour, 0, 0, 0, 0, pages))
    return found


def seen(leak: float, seed: int) -> Seen:
    """Return what a run told in which window and engine leaked so many MiB an hour."""
    memory = [list(each) for each in readings(leak, seed)]
    window = {"memory": memory, "late": 0.0, "frames": [(5.0, 5.0, "", "overview", {})]}
    return Seen(window, {"memory": memory, "fast_seconds": HOURS * 3600.0})


@pytest.mark.parametrize("seed", range(5))
def test_a_leak_of_half_a_mebibyte_an_hour_is_told(seed: int) -> None:
    """In window and engine, beneath waves that are thirty times as high."""
    told = wrongs(seen(0.5, seed))
    assert [line.split("'")[0] for line in told] == ["the window", "the engine"]


@pytest.mark.parametrize("seed", range(5))
def test_a_level_day_with_its_waves_is_none(seed: int) -> None:
    """Caches that fill and end, the load of a spell and pictures that come and go are no leak."""
    assert not wrongs(seen(0.0, seed))
    assert abs(risen(readings(0.0, seed))) < RISE["window"] * HOURS / 3


def test_all_that_is_accounted_is_there() -> None:
    """A method that has another name now would end the soak, not a test."""
    assert not [name for owner, name, _ in watched() if not callable(getattr(owner, name, None))]


def test_an_account_tells_each_part_without_what_it_called() -> None:
    """The time of a call within another one is counted once."""
    account = Account()

    def burn(seconds: float) -> None:
        end = time.thread_time() + seconds
        while time.thread_time() < end:
            pass

    inner = account.accounted(burn, lambda seconds: f"burns {seconds}")
    outer = account.accounted(lambda: inner(0.004), "calls")
    outer()
    told = account.closed()
    assert told["burns 0.004"] >= 4.0
    assert told["calls"] < told["burns 0.004"]
    assert account.closed() == {}

"""Times and checks in words."""

from msgspec.structs import replace

from tests.widgets.boards import NOW, ago, good_checks
from widgets.views.words import clock_time, date_words, spoken_check


def test_clock_and_date() -> None:
    """Local time with seconds where asked; the date tells its offset."""
    assert len(clock_time(NOW.wall)) == 5
    assert len(clock_time(NOW.wall, seconds=True)) == 8
    assert "UTC" in date_words(NOW.wall)


def test_a_check_is_spoken_with_state_and_age() -> None:
    """Name, state word and age; a stale one is called stale."""
    check = replace(good_checks(1)[0], since=ago(240))
    assert spoken_check(check, NOW) == "app-core-1, OK, 4 min"
    assert "stale" in spoken_check(replace(check, stale=True), NOW)

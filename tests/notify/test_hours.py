from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.model.clock import Moment
from app.model.routing import DesktopTimes, Heard, Hours, Routing, SoundHours, Stretch
from app.model.verdict import Level
from app.notify.hours import ends, heard, holds, present

MALTA = ZoneInfo("Europe/Malta")
WORKDAYS = (0, 1, 2, 3, 4)
NIGHTS = Hours(name="nights", stretches=(Stretch(days=WORKDAYS, start=22 * 60, end=7 * 60),))
WEEKEND = Hours(name="weekend", stretches=(Stretch(days=(5, 6)),))
ROUTING = Routing(hours=(NIGHTS, WEEKEND))


def wall(text: str, zone: ZoneInfo = MALTA) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


def moment(text: str) -> Moment:
    return Moment(wall=wall(text), mono=5000.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-06-01 21:59", False),  # a Monday
        ("2026-06-01 22:00", True),
        ("2026-06-02 06:59", True),
        ("2026-06-02 07:00", False),
        ("2026-06-06 03:00", True),  # Friday's night goes on into Saturday
        ("2026-06-06 23:00", False),
        ("2026-06-07 03:00", False),  # no night begins on a Saturday
        ("2026-06-01 03:00", False),  # nor on a Sunday
    ],
)
def test_hours_go_on_across_midnight(text: str, expected: bool) -> None:
    """A stretch across midnight belongs to the day on which it begins."""
    assert holds(NIGHTS, wall(text), MALTA) is expected


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_clocks_that_are_changed_change_no_hours(day: str) -> None:
    """On the days when clocks are put forward or back, hours begin and end when the clocks show it."""
    always = Hours(name="nights", stretches=(Stretch(start=22 * 60, end=7 * 60),))
    routing = Routing(hours=(always,))
    before = moment(f"{day} 00:30")
    end = ends(("nights",), routing, before, MALTA)
    assert end is not None
    assert end.wall == wall(f"{day} 07:00")
    assert end.wall - before.wall == (5.5 if day.startswith("2026-03") else 7.5) * 3600
    assert end.mono - before.mono == pytest.approx(end.wall - before.wall)


def test_an_end_that_no_clock_shows_is_just_after() -> None:
    """Hours that end within the hour that is left out end when the clocks have been put forward."""
    routing = Routing(hours=(Hours(name="early", stretches=(Stretch(start=0, end=150),)),))
    end = ends(("early",), routing, moment("2026-03-29 01:00"), MALTA)
    assert end is not None
    assert end.wall == wall("2026-03-29 03:00")


def test_the_end_is_the_next_one_of_the_hours_that_are_asked() -> None:
    """A weekend ends with its last minute; what is always so has no end."""
    end = ends(("weekend",), ROUTING, moment("2026-06-06 12:00"), MALTA)
    assert end is not None
    assert end.wall == wall("2026-06-08 00:00")
    always = Routing(hours=(Hours(name="always", stretches=(Stretch(),)),))
    assert ends(("always",), always, moment("2026-06-06 12:00"), MALTA) is None


def test_the_names_of_the_present_hours() -> None:
    """Each of the hours that hold now is named, in the zone that is asked."""
    assert present(ROUTING, moment("2026-06-06 03:00"), MALTA) == {"nights", "weekend"}
    assert present(ROUTING, moment("2026-06-01 23:30"), UTC) == frozenset()


@pytest.mark.parametrize(
    ("hold", "spares", "expected"),
    [
        ((), None, Heard.ALL),
        (("nights",), None, Heard.NONE),
        (("nights",), Level.CRITICAL, Heard.CRITICAL),
        (("nights",), Level.WARNING, Heard.ALL),
        (("weekend",), None, Heard.CRITICAL),
    ],
)
def test_the_desktop_sounds_by_the_hours(
    hold: tuple[str, ...], spares: Level | None, expected: Heard
) -> None:
    """Quiet hours silence all that they do not spare; else the first profile of these hours counts."""
    hours = Hours(name="nights", stretches=NIGHTS.stretches, spares=spares)
    desktop = DesktopTimes(quiet="nights", sound=(SoundHours(hours="weekend", heard=Heard.CRITICAL),))
    assert heard(Routing(hours=(hours, WEEKEND), desktop=desktop), frozenset(hold)) is expected

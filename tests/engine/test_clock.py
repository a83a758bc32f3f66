from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.engine.clock import zone_of


@pytest.mark.parametrize(
    ("name", "place", "expected"),
    [
        ("Europe/Malta", "Asia/Tokyo", "Europe/Malta"),
        ("", "Asia/Tokyo", "Asia/Tokyo"),
        ("", ":Asia/Tokyo", "Asia/Tokyo"),
        ("Nowhere/Land", "Asia/Tokyo", "Asia/Tokyo"),
    ],
)
def test_a_zone_is_the_named_one_or_that_of_the_machine(
    name: str, place: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The inventory's zone counts, else that of the environment, with their changes to summer time."""
    monkeypatch.setenv("TZ", place)
    assert zone_of(name) == ZoneInfo(expected)


def test_a_machine_without_a_zone_has_an_offset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing says the zone, the present offset of the machine is used."""
    monkeypatch.setenv("TZ", "")
    monkeypatch.setattr("app.engine.clock._linked", lambda: "")
    offset = datetime.now(UTC).astimezone().utcoffset()
    assert datetime.now(zone_of("")).utcoffset() == offset

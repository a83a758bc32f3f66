from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

import pytest

from app.inventory.zone import zone_of


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
    monkeypatch.setattr("app.inventory.zone._linked", lambda: "")
    monkeypatch.setattr("app.inventory.zone._LOCALTIME", Path("/nowhere"))
    offset = datetime.now(UTC).astimezone().utcoffset()
    assert datetime.now(zone_of("")).utcoffset() == offset


def test_a_copy_of_the_rules_is_as_good_as_their_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock file that leads nowhere by name has its changes to summer time all the same."""
    source = next(Path(folder) / "Europe" / "Malta" for folder in TZPATH if Path(folder).is_dir())
    copy = tmp_path / "localtime"
    copy.write_bytes(source.read_bytes())
    monkeypatch.setenv("TZ", "")
    monkeypatch.setattr("app.inventory.zone._LOCALTIME", copy)
    zone = zone_of("")
    assert datetime(2026, 1, 1, tzinfo=zone).utcoffset() != datetime(2026, 7, 1, tzinfo=zone).utcoffset()

"""Values as files."""

import csv
import io
from pathlib import Path

from app.model.message import Point
from app.model.quantity import Unit
from app.shell.zoom.saving import HEAD, plain, table, write_text
from tests.widgets.boards import NOW

POINTS = (
    Point(check="shop/web", series="response_time", at=NOW.wall, value=0.12, low=0.1, high=0.2),
    Point(check="=cmd()", series="response_time", at=NOW.wall + 5, value=None),
)
UNITS = {"response_time": Unit.SECONDS}


def test_a_table_is_csv_with_base_units() -> None:
    """Every value is a row of its own with unit and time; gaps have none; foreign text is no formula."""
    rows = list(csv.reader(io.StringIO(table(POINTS, UNITS, rolled=False), newline="")))
    assert tuple(rows[0]) == HEAD
    assert rows[1][1:] == [f"{NOW.wall:.3f}", "shop/web", "response_time", "s", "0.12", "0.1", "0.2", "usual"]
    assert rows[2][2:] == ["'=cmd()", "response_time", "s", "", "", "", ""]


def test_text_is_for_people() -> None:
    """First what the chart says, then a line a value with its unit."""
    text = plain("Chart", ["X: now 120 ms"], POINTS, UNITS)
    assert text.startswith("Chart\nX: now 120 ms\n\n")
    assert "response_time\t120 ms" in text
    assert "response_time\tno value" in text


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    """What cannot be written is said, and leaves nothing behind."""
    assert write_text("a,b\r\n", tmp_path / "x.csv") == ""
    assert (tmp_path / "x.csv").read_bytes() == b"a,b\r\n"
    assert "No such file" in write_text("a", tmp_path / "none" / "x.csv")
    assert [each.name for each in tmp_path.iterdir()] == ["x.csv"]

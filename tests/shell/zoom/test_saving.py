"""Values as files."""

import csv
import io
from pathlib import Path

from app.model import phases
from app.model.message import Point
from app.model.probe import Phase
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


def test_phases_are_columns_of_response_times() -> None:
    """Seconds of each phase stand beside the run that spent them; a run without a value keeps its own row."""
    fast = (Phase(name="connect", seconds=0.25), Phase(name="first_byte", seconds=0.5))
    slow = (*fast, Phase(name="tls", seconds=0.125))
    kept = [*phases.kept("shop/web", NOW.wall, fast), *phases.kept("shop/web", NOW.wall + 2, slow)]
    rows = list(csv.DictReader(io.StringIO(table(POINTS, UNITS, rolled=False, phases=kept), newline="")))
    found = [[row[f"phase_{name}"] for name in ("connect", "first_byte", "tls")] for row in rows]
    assert found == [["0.25", "0.5", ""], ["0.25", "0.5", "0.125"], ["", "", ""]]
    assert [row["value"] for row in rows] == ["0.12", "", ""]
    other = (Point(check="shop/web", series="connections", at=NOW.wall, value=3.0),)
    rows = list(csv.DictReader(io.StringIO(table(other, UNITS, rolled=False, phases=kept[:1]), newline="")))
    assert [row["phase_connect"] for row in rows] == ["", "0.25"]


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

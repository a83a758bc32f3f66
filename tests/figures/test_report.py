"""The benches' figures: what their table and their line of JSON say is what was measured."""

import json
import math
from pathlib import Path

import pytest

from app.inventory.load import load
from probes import kinds
from tests.bench import report
from tests.bench.probing.askers import PHASE
from tests.bench.probing.engine import check_ids, write_inventory
from tests.bench.probing.truth import _under_way
from tests.bench.report import Figure, absent, compared, share, show
from tests.bench.table import rows


def test_a_ratio_is_taken_within_its_round() -> None:
    """The median is that of the rounds' ratios, not the ratio of medians, with its spread beside it."""
    figure = compared("ours / theirs", [1.0, 2.0, 9.0], [2.0, 8.0, 10.0], "ms", 0.4)
    assert (figure.value, figure.spread) == (0.5, (0.25, 0.9))
    assert "2 | 8 ms" in figure.line
    assert figure.line.endswith("MISSED")


def test_a_target_that_is_reached_is_not_called_missed() -> None:
    """The target itself is good."""
    assert "MISSED" not in Figure("cost", 0.3, "x", 0.3).line


def test_what_was_not_measured_is_neither_good_nor_missed() -> None:
    """A peer that is not here gives a line with the reason and no number."""
    figure = absent("ours / fping", "no fping")
    assert figure.line.split() == ["ours", "/", "fping", "not", "measured:", "no", "fping"]
    assert figure.told() == {"value": None, "note": "not measured: no fping"}


@pytest.mark.parametrize(("part", "wanted"), [(0.5, 51.0), (0.99, 100.0), (1.0, 100.0)])
def test_a_share_is_a_value_that_was_seen(part: float, wanted: float) -> None:
    """A percentile is one of the values, up to the largest."""
    assert share([float(n) for n in range(100, 0, -1)], part) == wanted


def test_no_value_has_no_share() -> None:
    """Nothing measured is no number, not zero."""
    assert math.isnan(share([], 0.99))


def test_the_line_of_json_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Table and line are printed, and the line is added to the file, strict JSON even without a value."""
    monkeypatch.setattr(report, "FILE", tmp_path / "bench.json")
    for _ in range(2):
        show("probing", [Figure("a", 1.0, "ms"), absent("b", "not here")], 3.2, {"rounds": 3})
    lines = (tmp_path / "bench.json").read_text(encoding="utf-8").splitlines()
    told = json.loads(lines[1], parse_constant=pytest.fail)
    assert len(lines) == 2
    assert told["figures"] == {"a": {"value": 1.0, "unit": "ms"}, "b": absent("b", "not here").told()}
    assert (told["bench"], told["rounds"], told["took"]) == ("probing", 3, 3)
    assert lines[1] in capsys.readouterr().out


def test_a_line_of_json_becomes_the_rows_of_a_table() -> None:
    """Value and peer, spread, target and what is missed stand in their columns."""
    figure = compared("ours / theirs", [1.0, 2.0, 9.0], [2.0, 8.0, 10.0], "ms", 0.4)
    told = {"ours / theirs": figure.told(), "b": absent("b", "not here").told()}
    assert rows(told)[2:] == [
        "| ours / theirs | 0.5x (2 against 8 ms) | 0.25 to 0.9 | 0.4, **missed** |",
        "| b | not measured: not here | | |",
    ]


def test_runs_under_way_while_the_engine_stood_are_told_from_those_after_it() -> None:
    """A run counts as disturbed when it ended after a stop but cannot have begun after it."""
    stops = [10.0, 20.0]
    assert _under_way(10.01, 0.02, stops)
    assert _under_way(20.0, 0.02, stops)
    assert not _under_way(10.03, 0.02, stops)
    assert not _under_way(9.99, 0.02, stops)


def test_the_exporters_phases_are_summed() -> None:
    """Each phase of an answer is read, also in exponents, and nothing else."""
    body = (
        b'# TYPE probe_http_duration_seconds gauge\nprobe_http_duration_seconds{phase="connect"} 5.2e-05\n'
        b'probe_http_duration_seconds{phase="processing"} 0.0201\nprobe_duration_seconds 0.5\n'
    )
    assert [float(found) for found in PHASE.findall(body)] == [5.2e-05, 0.0201]


def test_a_written_inventory_is_taken_as_it_was_meant(tmp_path: Path) -> None:
    """Each probe is a check of a target of its own, in the times that were given."""
    probes = [{"kind": "http", "url": f"http://127.0.0.1:9/?{number}"} for number in range(3)]
    loaded = load((write_inventory(tmp_path, probes, interval=0.2, timeout=0.19),), kinds())
    assert loaded.inventory is not None
    assert [check.id for check in loaded.inventory.checks] == check_ids(3)
    assert {(check.interval, check.timeout) for check in loaded.inventory.checks} == {(0.2, 0.19)}

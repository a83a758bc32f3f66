import asyncio
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from app.history.history_store import SqliteHistoryStore
from app.history.replay_child import replay_in_child
from app.inventory.child import own_command
from app.inventory.load import load
from app.inventory.wire import LAST_INVENTORY, encode_inventory
from app.model.clock import Moment
from app.model.message import AskReplay, Point
from app.model.ports import ReplayFailed
from app.model.rule import Threshold
from probes import kinds

RULES = "[{kind: threshold, metric: response_time, warning: 300ms, critical: 2s}]"
INVENTORY = """
targets:
  - id: shop
    name: Shop
    class: api
    checks:
      - probe: {kind: tcp, host: 127.0.0.1, port: 1}
        interval: 10s
        rules: RULES
      - id: other
        probe: {kind: tcp, host: 127.0.0.1, port: 2}
        interval: 10s
"""
NOW = 1_900_000_000.0
CHECK = "shop/tcp"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a state folder: three stumbles to 400 ms and one outage of 5 s within an hour."""
    folder = tmp_path / "state"
    folder.mkdir()
    monkeypatch.setattr("time.time", lambda: NOW)
    (tmp_path / "my.yaml").write_text(INVENTORY.replace("RULES", RULES))
    loaded = load([tmp_path / "my.yaml"], kinds())
    assert loaded.inventory is not None, loaded.errors
    (folder / LAST_INVENTORY).write_bytes(encode_inventory(loaded.inventory))
    slow = {place: 0.4 for start in (50, 120, 200) for place in range(start, start + 4)}
    slow |= dict.fromkeys(range(300, 330), 5.0)
    asyncio.run(record(folder, [slow.get(place, 0.08) for place in range(360)]))
    return folder


async def record(folder: Path, values: Sequence[float]) -> None:
    """Write runs each 10 s, the last of them now."""
    store = SqliteHistoryStore(folder / "history.db")
    began = NOW - 10.0 * (len(values) - 1)
    await store.open(Moment(wall=began, mono=0.0))
    for place, value in enumerate(values):
        at = began + 10.0 * place
        series = {"response_time": value, "error_rate": 0.0} | ({"!outcome": 0.0} if place == 0 else {})
        points = [Point(check=CHECK, series=name, at=at, value=each) for name, each in series.items()]
        store.add(points, (), Moment(wall=at, mono=at - began))
    await store.close()


def replayed(state: Path, capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """Return the JSON of a replay."""
    assert main(["rules", "--state", str(state), "replay", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_changed_limit_is_tried(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A limit of half a second would have fired once instead of four times, and is said so in words."""
    words = ["rules", "--state", str(state), "replay", CHECK, "--rule"]
    assert main([*words, "metric=response_time warning=500ms critical=2s", "--list"]) == 0
    out = capsys.readouterr().out
    assert "would have fired once instead of 4 (critical: 1 instead of 1)" in out
    assert "3 times it is not told at all" in out
    assert "4 firings by the present rules" in out
    assert "1 firing by the changed rules" in out


def test_the_same_as_json(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Fired, seconds, first and last, and what is missed are fields of the documented form."""
    rule = "metric=response_time warning=500ms critical=2s"
    found = replayed(state, capsys, "--rule", rule, "--list")
    assert [each["check"] for each in found["checks"]] == [CHECK]  # the other has no such rule
    assert (found["present"]["fired"], found["changed"]["fired"]) == (4, 1)
    assert found["changed"]["hard_seconds"] == found["changed"]["longest"] == 280.0
    assert found["missed"] == {"fired": 3, "hard_seconds": 60.0, "critical_seconds": 0.0}
    assert found["present"]["per_10_minutes"]["worst"] == 1
    assert len(found["present_firings"]) == 4


def test_the_present_rules_alone(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without any change the figures of the present rules are told, for all checks or for one target."""
    assert main(["rules", "--state", str(state), "replay", "shop"]) == 0
    out = capsys.readouterr().out
    assert "fired 4 times (critical: 1)" in out
    assert "instead" not in out
    assert "The record begins at" in out


def test_more_attempts(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Patience is tried as rules are: with five attempts a stumble of four results fires no more."""
    found = replayed(state, capsys, CHECK, "--attempts", "5")
    assert (found["present"]["fired"], found["changed"]["fired"]) == (4, 1)


def test_a_changed_inventory(state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of another inventory only the checks that differ are compared."""
    changed = tmp_path / "changed.yaml"
    changed.write_text(INVENTORY.replace("RULES", RULES.replace("300ms", "1s")))
    found = replayed(state, capsys, "--with", str(changed))
    assert [each["check"] for each in found["checks"]] == [CHECK]
    assert (found["present"]["fired"], found["changed"]["fired"]) == (4, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--rule", "metric=respons_time warning=1s"), "did you mean response_time"),
        (("--rule", "warning 1s"), "write metric=response_time"),
        (("--rule", "metric=response_time warning=2s critical=1s"), "exchange them"),
        (("--since", "yesterday"), "write 30m, 24h or 2d"),
        (("shop/tpc",), "did you mean shop/tcp"),
        (("--rule", "metric=error_rate warning=5% name=new"), "name the checks that it is to be tried on"),
    ],
)
def test_what_cannot_be_is_said(
    state: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    """A mistake is one sentence with its remedy, and exit code 2."""
    assert main(["rules", "--state", str(state), "replay", *words]) == 2
    assert said in capsys.readouterr().err


def test_without_a_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no engine ever ran there is a sentence, and exit code 3."""
    assert main(["rules", "--state", str(tmp_path), "replay"]) == 3
    assert "no engine has run" in capsys.readouterr().err


async def test_the_engines_child_answers(state: Path) -> None:
    """Asked as the engine asks it, a process of its own gives the same answer."""
    ask = AskReplay(
        since=NOW - 86_400.0,
        checks=(CHECK,),
        rules=(Threshold(metric="response_time", warning=0.5, critical=2.0),),
    )
    command = (*own_command("replay-history"), "--state", str(state))
    replay = await replay_in_child(command, ask)
    assert (replay.present.fired, replay.changed.fired) == (4, 1)
    with pytest.raises(ReplayFailed, match="no engine has run"):
        await replay_in_child((*own_command("replay-history"), "--state", os.devnull + "x"), ask)
    with pytest.raises(ReplayFailed, match="more than"):
        await replay_in_child(("sleep", "60"), ask, deadline=0.05)

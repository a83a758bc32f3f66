"""The command line over one running engine, as an operator uses it; no screen, no Qt in the engine."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from app.model.intent import Acknowledge, Intent, Mute, Recheck, Stop
from app.model.message import AskReplay, AskStatus
from tests.flows.alone import BOUND, Alone, alone, door_lines, inventory_text
from tests.flows.program import check_of, processes
from tests.flows.servers import Door, doors
from tests.plugins.evidence import Evidence

ALREADY_RUNNING = 5
COLOURS = 50  # a picture with fewer shows no wall
WELL, SICK = "220 ready\r\n", "421 not available\r\n"


@pytest.fixture(scope="module")
def gates() -> Iterator[list[Door]]:
    """Give two services."""
    with doors(2, WELL) as made:
        yield made


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, gates: list[Door]) -> Iterator[Alone]:
    """Give one engine that watches both, for all tests of this module."""
    with alone(tmp_path_factory.mktemp("commands")) as made:
        targets = [door_lines(name, door) for name, door in zip(("left", "right"), gates, strict=True)]
        made.inventory.write_text(inventory_text(targets))
        made.begin()
        made.all_good()
        yield made


@contextmanager
def sick(engine: Alone, door: Door) -> Iterator[None]:
    """Let a service say something wrong, and wait until all is good again afterwards."""
    door.greeting = SICK
    try:
        yield
    finally:
        door.greeting = WELL
    engine.all_good()


def incident(engine: Alone) -> str:
    """Wait for the open incident and return its id."""
    return str(engine.until("the incident", lambda now: now["incidents"][0]["id"], BOUND + 1))


def test_check_prints_worst_first_and_ends_with_the_worst_state(
    engine: Alone, gates: list[Door], tmp_path: Path
) -> None:
    """One round over an inventory of one's own: a refused port stands on top and is exit code 2."""
    with doors(1) as (gone,):
        gone.shut()
        mixed = tmp_path / "mixed.yaml"
        mixed.write_text(inventory_text([door_lines("left", gates[0]), door_lines("gone", gone)]))
        text = engine.run("check", str(mixed))
        as_json = engine.run("check", "--json", str(mixed))
    assert (text.returncode, as_json.returncode) == (2, 2)
    rows = [line.split()[:2] for line in text.stdout.splitlines()[1:3]]
    assert rows == [["CRITICAL", "gone/tcp"], ["OK", "left/tcp"]]
    told = json.loads(as_json.stdout)
    assert [(each["id"], each["state"], each["error"]) for each in told["checks"]] == [
        ("gone/tcp", "CRITICAL", "refused"),
        ("left/tcp", "OK", None),
    ]
    assert engine.run("check", str(engine.inventory)).returncode == 0


def test_validate_names_every_error_with_its_place(engine: Alone, tmp_path: Path) -> None:
    """A good file is exit code 0; each planted error is one line with file, line, key and remedy."""
    assert engine.run("validate", str(engine.inventory)).returncode == 0
    bad = tmp_path / "bad.yaml"
    bad.write_text(engine.inventory.read_text().replace("kind: tcp", "kind: tpc").replace("port", "prot"))
    done = engine.run("validate", str(bad))
    assert done.returncode == 2
    lines = [line for line in done.stdout.splitlines() if line.startswith(f"{bad}:")]
    places = [number for number, line in enumerate(bad.read_text().splitlines(), 1) if "tpc" in line]
    assert {int(line.split(":")[1]) for line in lines} == set(places)
    assert all("did you mean tcp" in line for line in lines)


def test_followed_events_come_as_they_happen(engine: Alone, gates: list[Door]) -> None:
    """A state change is a line of JSON on a pipe within the detection bound, without asking again."""
    with subprocess.Popen(
        engine.command("events", "--follow", "--json", "--last", "0"),
        env=engine.environ,
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    ) as child:
        assert child.stdout is not None
        time.sleep(1.0)  # until it follows; the promise is about what happens after that
        with sick(engine, gates[0]):
            began = time.monotonic()
            seen: list[dict[str, Any]] = []
            while not seen or seen[-1]["kind"] != "state":
                seen.append(json.loads(child.stdout.readline()))
            took = time.monotonic() - began
        child.terminate()
    assert (seen[-1]["subject"], seen[-1]["what"], seen[-1]["reason"]) == ("left/tcp", "CRITICAL", "content")
    assert took < BOUND
    assert {"alert", "incident", "state"} <= {event["kind"] for event in seen}
    numbers = [event["id"] for event in seen]
    assert numbers == sorted(set(numbers))


def test_recheck_runs_now(engine: Alone) -> None:
    """Asked for one check, the engine runs it at once; an unknown name is refused in a sentence."""
    done = engine.run("recheck", "left")
    assert (done.returncode, done.stdout.strip()) == (0, "1 check will run now")
    wrong = engine.run("recheck", "nobody")
    assert wrong.returncode == 1
    assert "no check or target is called 'nobody'" in wrong.stderr


def test_a_wall_may_only_look(engine: Alone, gates: list[Door]) -> None:
    """What connects as a wall sees the status and can neither take, mute, recheck nor stop anything."""
    wishes: list[Intent] = [
        Acknowledge(what="left", who="wall"),
        Mute(seconds=60, who="wall"),
        Recheck(),
        Stop(),
    ]
    with sick(engine, gates[0]):
        incident(engine)
        assert engine.ask(AskStatus(), role="wall").board is not None
        refused = [engine.ask(wish, role="wall").error for wish in wishes]
        status = engine.status()
    assert refused == ["a wall may look only"] * len(wishes)
    assert status is not None
    assert status["incidents"][0]["owner"] is None
    assert status["summary"]["muted_until"] is None


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (3840, 2160)])
def test_a_snapshot_needs_no_screen(engine: Alone, tmp_path: Path, width: int, height: int) -> None:
    """The running wall as a picture of the wished size, with no display in the environment."""
    assert "DISPLAY" not in engine.environ
    out = tmp_path / "wall.png"
    done = engine.run("snapshot", str(out), "--size", f"{width}x{height}")
    assert done.returncode == 0, done.stderr
    picture = QImage(str(out))
    assert (picture.width(), picture.height()) == (width, height)
    seen = {picture.pixel(x, y) for x in range(0, width, 7) for y in range(0, height, 7)}
    assert len(seen) > COLOURS


def test_a_snapshot_of_an_inventory_needs_no_engine(engine: Alone, tmp_path: Path) -> None:
    """With an inventory the picture is made by an engine of its own, which is gone afterwards."""
    out = tmp_path / "own.png"
    done = engine.run(
        "snapshot", str(out), "--inventory", str(engine.inventory), "--size", "1280x720", "--after", "10"
    )
    assert done.returncode == 0, done.stderr
    assert QImage(str(out)).width() == 1280
    assert _engines_of(engine.inventory) == {engine.engine_pid()}


def _engines_of(inventory: Path) -> set[int]:
    """Return the processes that watch this inventory."""
    return processes(b"engine", os.fsencode(inventory))


def test_the_running_engine_holds_no_qt(engine: Alone) -> None:
    """No library of Qt is mapped into a working engine's process."""
    mapped = Path(f"/proc/{engine.engine_pid()}/maps").read_text()
    assert "libpython" in mapped or "python" in mapped
    assert "Qt6" not in mapped
    assert "PySide6" not in mapped


@pytest.mark.fault("N28")
def test_a_second_engine_says_that_one_runs(engine: Alone, evidence: Evidence) -> None:
    """A second engine of the same state folder refuses with the first one's process id; the first goes on."""
    pid = engine.engine_pid()
    began = time.monotonic()
    done = engine.run("engine", "--inventory", str(engine.inventory))
    assert done.returncode == ALREADY_RUNNING
    assert "already running" in done.stderr
    assert f"process {pid}" in done.stderr
    assert engine.engine_pid() == pid
    evidence(said=done.stderr.strip(), seconds=round(time.monotonic() - began, 2))


def test_status_says_what_is_wrong_as_text(engine: Alone, gates: list[Door]) -> None:
    """The text form names the incident, its age and that nobody has it; taking it shows who has."""
    with sick(engine, gates[0]):
        number = incident(engine)
        before = engine.run("status").stdout
        taken = engine.run("ack", number, "--who", "Mira K.", "--comment", "looking")
        after = engine.run("status").stdout
    assert "nobody has it yet" in before
    assert (taken.returncode, taken.stdout.strip()) == (0, f"Mira K. has {number}")
    assert f"{number} " in after
    assert "Mira K. has it" in after
    assert check_of(engine.all_good(), "left/tcp")["owner"] is None


def test_why_tells_the_whole_decision(engine: Alone, gates: list[Door]) -> None:
    """Rules, incident and what keeps a sick service quiet are told, and its state is the exit code."""
    with sick(engine, gates[0]):
        number = incident(engine)
        told = engine.run("why", "left/tcp", "--check-exit")
        engine.run("ack", number, "--who", "Mira K.")
        as_json = engine.run("why", number, "--json")
    assert told.returncode == 2, told.stderr
    assert told.stdout.startswith("left/tcp (Left, network) is CRITICAL since ")
    assert f"{number}: Left answers with errors, critical" in told.stdout
    assert "nobody has it" in told.stdout
    (each,) = json.loads(as_json.stdout)["checks"]
    assert [rule["phase"] for rule in each["rules"] if rule["rule"] == "up"] == ["firing"]
    assert [(quiet["kind"], quiet["who"]) for quiet in each["quiet"]] == [("acknowledged", "Mira K.")]
    assert each["incident"]["owner"] == "Mira K."
    assert engine.all_good()
    well = engine.run("why", "left", "--check-exit")
    assert (well.returncode, "is OK since" in well.stdout) == (0, True)
    wrong = engine.run("why", "lift")
    assert wrong.returncode == 1
    assert "did you mean left" in wrong.stderr


def test_the_event_log_of_a_living_engine_tells_its_books(engine: Alone, gates: list[Door]) -> None:
    """Replayed while an incident is open and taken, the log is as the books; it is searched by kind."""
    with sick(engine, gates[0]):
        number = incident(engine)
        engine.run("ack", number, "--who", "Mira K.", "--comment", "looking")
        done = engine.run("incidents", "--verify", "--json")
    assert done.returncode == 0, done.stdout
    told = json.loads(done.stdout)
    assert (told["incidents"], told["sure"], told["differences"]) == (1, True, [])
    found = engine.run("events", "--since", "5m", "--kind", "incident", "--subject", number, "--json")
    events = [json.loads(line) for line in found.stdout.splitlines()]
    assert {each["kind"] for each in events} == {"incident"}
    whats = [each["what"] for each in events if each["what"] != "recorded"]
    begun = max(place for place, what in enumerate(whats) if what in ("opened", "reopened"))
    assert whats[begun + 1] == "acknowledged"


def test_a_silence_and_a_window_are_made_shown_and_ended(engine: Alone, gates: list[Door]) -> None:
    """What hides most asks first; a silence is a reason that why tells, and both end by their ids."""
    shy = engine.run("silence", "add", 'target=~".*"', "--for", "1h", "--reason", "all")
    assert (shy.returncode, "--yes" in shy.stderr) == (3, True)
    with sick(engine, gates[0]):
        incident(engine)
        made = engine.run(
            "silence", "add", "target=left", "--for", "1h", "--reason", "deploy", "--who", "Ann"
        )
        assert made.returncode == 0, made.stderr
        name = made.stdout.split()[0]
        (listed,) = json.loads(engine.run("silence", "list", "--json").stdout)["silences"]
        assert (listed["id"], listed["who"], listed["hides"]) == (name, "Ann", 1)
        (why,) = json.loads(engine.run("why", "left", "--json").stdout)["checks"]
        assert ("silence", name, "Ann") in [(each["kind"], each["by"], each["who"]) for each in why["quiet"]]
        assert engine.run("silence", "end", name).returncode == 0
    planned = engine.run("maintenance", "add", "target=right", "--for", "1h", "--reason", "v17")
    window = planned.stdout.split()[0]
    assert f"{window} " in engine.run("maintenance", "list").stdout
    assert engine.run("maintenance", "end", window).returncode == 0
    engine.all_good()


def test_rules_are_tried_on_the_record_of_a_living_engine(engine: Alone, gates: list[Door]) -> None:
    """An outage just now fired by the present rules and never would with ten attempts, asked either way."""
    with sick(engine, gates[0]):
        incident(engine)
    ask = AskReplay(since=time.time() - 3600, checks=("left",), attempts=10)
    replay = engine.ask(ask).replay  # what waits in memory is written before it is looked at
    assert replay is not None
    assert replay.present.fired >= 1
    assert replay.changed.fired == 0
    done = engine.run("rules", "replay", "left", "--attempts", "10", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["present"]["fired"], told["changed"]["fired"]) == (replay.present.fired, 0)
    assert engine.ask(AskReplay(since=0.0, checks=("nobody",))).replay is not None


def test_without_an_engine_commands_say_so(tmp_path: Path) -> None:
    """Where no engine runs, status, ack and events end with 4 and one sentence about what to start."""
    with alone(tmp_path) as nobody:
        for words in (("status",), ("ack", "I-1"), ("events",)):
            done = nobody.run(*words)
            assert done.returncode == 4
            assert "no engine runs" in done.stderr
            assert "Traceback" not in done.stderr

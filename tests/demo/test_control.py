import asyncio
import contextlib
import json
from pathlib import Path
from typing import Any

from app.demo.faults import Kind
from tests.demo.running import Running, running


async def asked(demo: Running, *lines: object) -> list[dict[str, Any]]:
    """Send lines over one connection and return the answers."""
    reader, writer = await asyncio.open_unix_connection(demo.note.socket, limit=1 << 20)
    answers = []
    for line in lines:
        writer.write((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n")
        await writer.drain()
        answers.append(json.loads(await reader.readline()))
    writer.close()
    await writer.wait_closed()
    return answers


async def test_a_fault_is_switched_on_and_off(tmp_path: Path) -> None:
    """Fault, status and clear over one connection tell one story."""
    async with running(tmp_path) as demo:
        wish = {"do": "fault", "service": "kestrin-live", "kind": "hang", "seconds": 60}
        on, status, off, after = await asked(
            demo, wish, {"do": "status"}, {"do": "clear", "service": "kestrin-live"}, {"do": "status"}
        )
    assert on["ok"]
    assert on["fault"]["kind"] == "hang"
    assert 59 < status["faults"]["kestrin-live"]["seconds_left"] <= 60
    assert off == {"ok": True, "cleared": ["kestrin-live"]}
    assert after["faults"] == {}


async def test_the_list_names_services_and_kinds(tmp_path: Path) -> None:
    """A panel of switches can be built from the list alone."""
    async with running(tmp_path) as demo:
        await demo.fault("jobs-1", Kind.LOG_ERRORS)
        (answer,) = await asked(demo, {"do": "list"})
    by_name = {each["name"]: each for each in answer["services"]}
    assert by_name["kestrin-live"]["port"] == demo.note.ports["kestrin-live"]
    assert "error-in-200" in by_name["kestrin-live"]["kinds"]
    assert by_name["jobs-1"] == {
        "name": "jobs-1",
        "port": None,
        "kinds": ["log-errors"],
        "fault": {"kind": "log-errors", "seconds_left": None},
        "behind": "",
    }
    assert {kind for each in answer["services"] for kind in each["kinds"]} == set(Kind)


async def test_nonsense_is_answered(tmp_path: Path) -> None:
    """What is not JSON, not a wish, or not possible gets a sentence; the connection and the demo go on."""
    async with running(tmp_path) as demo:
        *refused, good = await asked(
            demo,
            b"nonsense",
            b"\xff\xfe",
            {"do": "dance"},
            {"do": "fault", "service": "nobody", "kind": "hang"},
            {"do": "fault", "service": "edge-1"},
            {"do": "fault", "service": "edge-1", "kind": "hang", "seconds": -1},
            {"do": "status", "surprise": 1},
            {"do": "status"},
        )
    assert [answer["ok"] for answer in refused] == [False] * 7
    assert all(answer["error"] for answer in refused)
    assert good["ok"]


async def test_a_line_without_end_is_cut(tmp_path: Path) -> None:
    """A client that sends no line break is let go, and others are still served."""
    async with running(tmp_path) as demo:
        reader, writer = await asyncio.open_unix_connection(demo.note.socket)
        writer.write(b"x" * 100_000)
        async with asyncio.timeout(2):
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b""
        writer.close()
        assert (await asked(demo, {"do": "status"}))[0]["ok"]


async def test_stop_ends_it(tmp_path: Path) -> None:
    """The wish to stop is answered, then the demo ends."""
    async with running(tmp_path) as demo:
        assert (await asked(demo, {"do": "stop"})) == [{"ok": True}]
        async with asyncio.timeout(5):
            await demo.ended

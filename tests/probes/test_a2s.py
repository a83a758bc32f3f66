from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from app.model.state import ErrorClass
from probes.a2s import A2s
from tests.probes.runs import failed_once, run_once
from tests.probes.servers import free_port
from tests.transport.game_server import CHALLENGE, INFO, game, single, split
from tests.transport.name_server import name_server


def a2s(port: int, **settings: Any) -> A2s:
    """Return a probe of a server on loopback."""
    return msgspec.convert({"kind": "a2s", "host": "127.0.0.1", "port": port, **settings}, A2s)


@pytest.mark.parametrize(
    "server",
    [game(), game(asks=False), game(split), game(lambda payload: split(payload, packed=True))],
    ids=["asks", "asks-not", "split", "compressed"],
)
async def test_a_game_server_tells_players_and_map(server: Callable[[bytes], list[bytes]]) -> None:
    """Players, places, bots and names come back, whatever way the server sends them."""
    async with name_server(server) as port:
        reading = await run_once(a2s(port, list_players=True, name_match="^Nocwall", map_match="dust"))
    assert reading.values.pop("response_time") > 0
    assert reading.values == {
        "players": 12,
        "max_players": 24,
        "bots": 2,
        "places_taken": 0.5,
        "players_listed": 2,
    }
    assert (reading.facts["map"], reading.facts["vac"]) == ("de_dust2", "yes")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"name_match": "^Kestrin"}, "The server is called Nocwall test server, without ^Kestrin"),
        ({"map_match": "inferno"}, "The map is de_dust2, without inferno"),
    ],
)
async def test_another_server_or_map_is_content(settings: dict[str, str], sentence: str) -> None:
    """A server that is not the one expected is told."""
    async with name_server(game()) as port:
        failed = await failed_once(a2s(port, **settings))
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.CONTENT, sentence)


async def test_a_lost_packet_is_asked_for_again() -> None:
    """A part that is lost is no outage: the question is sent once more."""
    heard: list[bytes] = []

    def forgetful(asked: bytes) -> list[bytes]:
        heard.append(asked)
        packets = game(split, asks=False)(asked)
        return packets if len(heard) > 1 else packets[1:]

    async with name_server(forgetful) as port:
        assert (await run_once(a2s(port), seconds=0.6)).values["players"] == 12


async def test_a_server_that_never_has_enough_is_protocol() -> None:
    """A server that answers each number by another is given up."""
    async with name_server(lambda _: single(b"A" + CHALLENGE)) as port:
        failed = await failed_once(a2s(port))
    assert failed.error is ErrorClass.PROTOCOL
    assert "ever new numbers" in failed.sentence.plain()


async def test_garbage_and_silence_and_refusal_are_told_apart() -> None:
    """Bytes that are no answer, no bytes, and nobody there have their own classes."""
    async with name_server(lambda _: b"garbage") as port:
        assert (await failed_once(a2s(port))).error is ErrorClass.PROTOCOL
    async with name_server(game(info=INFO[:30])) as port:
        assert (await failed_once(a2s(port))).error is ErrorClass.PROTOCOL
    async with name_server(lambda _: None) as port:
        assert (await failed_once(a2s(port), seconds=0.3)).error is ErrorClass.TIMEOUT_READ
    assert (await failed_once(a2s(free_port()))).error is ErrorClass.REFUSED

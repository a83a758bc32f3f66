"""Asking a running engine over its link."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from app import __version__
from app.engine.clock import SystemClock
from app.link.address import socket_path
from app.link.client import LinkClient, LinkLost
from app.model.board import Board
from app.model.intent import Acknowledge
from app.model.message import AskDetail, AskStatus, BoardPush, Hello
from app.model.state import State


@asynccontextmanager
async def link(
    state: Path, environment: Mapping[str, str], *, watch: bool = False
) -> AsyncIterator[LinkClient]:
    """Give a connection. Raises ``OSError`` and ``LinkLost`` where no engine answers."""
    hello = Hello(build=__version__, role="command", who="bench", session="bench", watch=watch)
    client = await LinkClient.connect(socket_path(state, environment), hello, SystemClock())
    try:
        yield client
    finally:
        await client.close()


async def board_of(state: Path, environment: Mapping[str, str]) -> Board:
    """Return the newest board."""
    async with link(state, environment) as client:
        board = (await client.ask(AskStatus())).board
    assert board is not None
    return board


async def fresh_board(state: Path, environment: Mapping[str, str]) -> Board:
    """Return the next board that is made, with the checks that changed.

    Its health is of its own moment; that of a whole board is as old as the last change.
    """
    async with link(state, environment, watch=True) as client:
        async for push in client:
            if isinstance(push, BoardPush) and not push.whole:
                return push.board
        raise LinkLost(client.lost)


async def good_ones(state: Path, environment: Mapping[str, str], checks: Sequence[str]) -> int:
    """Return how many of these checks are good; this is cheap, a board of 10,000 checks is not."""
    async with link(state, environment) as client:
        details = [(await client.ask(AskDetail(check=check))).detail for check in checks]
    return sum(detail is not None and detail.view.state is State.OK for detail in details)


async def acknowledge(state: Path, environment: Mapping[str, str], incident: str, who: str) -> bool:
    """Take an incident; return whether the engine says that it is stored."""
    async with link(state, environment) as client:
        return not (await client.ask(Acknowledge(what=incident, who=who))).error

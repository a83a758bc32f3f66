"""Talking to the running engine from a command."""

import argparse
import asyncio
import getpass
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import __version__
from app.engine.clock import SystemClock
from app.link.address import socket_path

if TYPE_CHECKING:  # a command that only tells its options needs no link
    from app.link.client import LinkClient
    from app.model.intent import Intent
    from app.model.message import Answer, Question

NOT_RUNNING = 4


@asynccontextmanager
async def engine(arguments: argparse.Namespace, *, follow: bool = False) -> AsyncIterator["LinkClient"]:
    """Connect to the engine of the state folder; raises ``OSError`` where none runs."""
    from app.link.client import LinkClient
    from app.model.message import Hello

    path = Path(arguments.engine) if arguments.engine else socket_path(arguments.state)
    hello = Hello(
        build=__version__, role="command", who=getpass.getuser(), session=uuid.uuid4().hex, follow=follow
    )
    client = await LinkClient.connect(path, hello, SystemClock())
    try:
        yield client
    finally:
        await client.close()


def with_engine(arguments: argparse.Namespace, talk: Callable[["LinkClient"], Awaitable[int]]) -> int:
    """Run ``talk`` on a connection; say in one sentence where no engine runs and return 4."""

    async def session() -> int:
        async with engine(arguments) as client:
            return await talk(client)

    return guarded(arguments, session)


def guarded(arguments: argparse.Namespace, session: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Run a session and turn the failures of a link into one sentence each."""
    from app.link.client import LinkLost, LinkRefused

    try:
        return asyncio.run(session())
    except BrokenPipeError:
        raise  # our own output was closed, by head or less
    except (FileNotFoundError, ConnectionRefusedError):
        sys.stderr.write(
            f"nocwall: no engine runs for {arguments.state}: "
            "start one with 'nocwall run' or 'nocwall engine'\n"
        )
    except (LinkLost, LinkRefused, OSError) as problem:
        sys.stderr.write(f"nocwall: the engine of {arguments.state} does not answer: {problem}\n")
    return NOT_RUNNING


async def asked(client: "LinkClient", question: "Question | Intent") -> "Answer":
    """Ask and return the answer; a refusal is said and ends the command with 1."""
    answer = await client.ask(question)
    if answer.error:
        raise SystemExit(f"nocwall: {answer.error}")
    return answer

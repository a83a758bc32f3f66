"""A link that comes back."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.link.client import LinkClient, LinkLost, LinkRefused, Push
from app.model.clock import Clock
from app.model.message import Hello

_PAUSES = (0.05, 0.1, 0.2, 0.5, 1.0)


@dataclass(frozen=True, kw_only=True)
class Connected:
    """The link stands; questions and intents go through ``client`` until ``Lost``."""

    client: LinkClient


@dataclass(frozen=True, kw_only=True)
class Lost:
    """No link: it broke, or could not be made. ``refused``: the engine is there and will not talk."""

    reason: str
    refused: bool = False


def _always() -> bool:
    return True


async def follow(
    path: Path,
    hello: Hello,
    clock: Clock,
    *,
    beat: float = 1.0,
    alive: Callable[[], bool] = _always,
) -> AsyncGenerator[Connected | Lost | Push, None]:
    """Connect for ever: gives ``Connected``, then the pushes, then ``Lost``, and begins anew.

    ``Lost`` is also given for each failed attempt; the pause between attempts grows to one second.
    Close the iterator (``aclosing``) to leave.
    """
    failures = 0
    while True:
        try:
            client = await LinkClient.connect(path, hello, clock, beat=beat, alive=alive)
        except (OSError, LinkRefused, LinkLost) as error:
            yield Lost(reason=str(error), refused=isinstance(error, LinkRefused))
            await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
            failures += 1
            continue
        failures = 0
        hello = msgspec.structs.replace(hello, resumed=True, fell="")
        try:
            yield Connected(client=client)
            async for push in client:
                yield push
            yield Lost(reason=client.lost)
        finally:
            await client.close()
        await asyncio.sleep(_PAUSES[0])

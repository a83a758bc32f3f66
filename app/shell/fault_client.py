"""Talk to the demo's fault switches: one JSON object a line over its Unix socket."""

import asyncio
import contextlib
import json
from pathlib import Path
from typing import Any

from app.model.phrase import foreign

PATIENCE = 5.0  # seconds
LONGEST = 1 << 20  # bytes of an answer


class FaultsUnreachable(Exception):  # noqa: N818 - it is the name of the outcome
    """The demo does not answer or refuses; the text says why."""


async def ask(socket: Path, **wish: object) -> dict[str, Any]:
    """Send one wish and return the answer. Raises ``FaultsUnreachable``."""
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_unix_connection(socket, limit=LONGEST)
            try:
                writer.write(json.dumps(wish).encode() + b"\n")
                await writer.drain()
                answer = json.loads(await reader.readline())
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
    except (OSError, ValueError, TimeoutError) as error:
        raise FaultsUnreachable("the demo does not answer") from error
    if not isinstance(answer, dict) or not answer.get("ok"):
        said = answer.get("error", "") if isinstance(answer, dict) else ""
        raise FaultsUnreachable(foreign(str(said)) or "the demo does not answer")
    return answer

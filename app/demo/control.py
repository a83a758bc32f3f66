"""The switch socket: one JSON object a line, one answer a line.

    {"do": "status"}
        {"ok": true, "pid": 1, "seconds": 60.0, "inventory": "/…", "services": 37,
         "faults": {"kestrin-live": {"kind": "hang", "seconds_left": 12.5 or null}}}
    {"do": "list"}
        {"ok": true, "services": [{"name": "kestrin-live", "port": 1, "kinds": ["hang", …],
                                   "fault": as above or null, "behind": ""}, …]}
    {"do": "fault", "service": "kestrin-live", "kind": "hang", "seconds": 60 or null}
        {"ok": true, "fault": as above}
    {"do": "clear", "service": a name, or "" for all}
        {"ok": true, "cleared": ["kestrin-live"]}
    {"do": "stop"}
        {"ok": true}

A wish that cannot be fulfilled is answered by ``{"ok": false, "error": "a sentence"}``.
"""

import asyncio
import contextlib
import json
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec

from app.demo.casino import Casino, NotPossible
from app.demo.faults import Fault, Kind
from app.model.value import Value

_log = logging.getLogger(__name__)

_LINE = 4096
_CLIENTS = 20
Told = dict[str, object]


class Wish(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of a client."""

    do: Literal["status", "list", "fault", "clear", "stop"]
    service: str = ""
    kind: Kind | None = None
    seconds: float | None = None


class Control:
    """Listens on the switch socket."""

    def __init__(
        self, casino: Casino, inventory: Path, touch: Callable[[], None], stop: Callable[[], None]
    ) -> None:
        self._casino = casino
        self._inventory = inventory
        self._touch = touch
        self._stop = stop
        self._began = time.monotonic()
        self._server: asyncio.Server | None = None
        self._path: Path | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def start(self, path: Path) -> None:
        """Listen. What an earlier demo left in the place goes."""
        await asyncio.to_thread(path.unlink, missing_ok=True)
        self._server = await asyncio.start_unix_server(self._taken, path, limit=_LINE)
        self._path = path

    async def stop(self) -> None:
        """Stop listening and take the socket away."""
        if self._server is not None:
            self._server.close()
        for task in self._talks:
            task.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._path.unlink()
                self._path.parent.rmdir()

    def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._touch()
        if len(self._talks) >= _CLIENTS:
            writer.close()
            return
        task = asyncio.create_task(self._lead(reader, writer), name="demo switches")
        self._talks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._talks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("the switches broke off", exc_info=error)

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                self._touch()
                writer.write(json.dumps(await self._answer(line)).encode() + b"\n")
                await writer.drain()
        except (OSError, ValueError):
            pass  # the client went away, or sent a line without end
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _answer(self, line: bytes) -> Told:
        try:
            wish = msgspec.json.decode(line, type=Wish)
            return {"ok": True, **await self._fulfilled(wish)}
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return {"ok": False, "error": f"not understood: {error}"}
        except NotPossible as error:
            return {"ok": False, "error": str(error)}

    async def _fulfilled(self, wish: Wish) -> Told:
        match wish.do:
            case "fault":
                if wish.kind is None or (wish.seconds is not None and wish.seconds <= 0):
                    raise NotPossible("a fault needs a kind, and its seconds are more than 0")
                fault = await self._casino.switch(wish.service, wish.kind, wish.seconds)
                return {"fault": _fault(fault)}
            case "clear":
                return {"cleared": await self._casino.clear(wish.service)}
            case "list":
                return {"services": self._services()}
            case "stop":
                asyncio.get_running_loop().call_soon(self._stop)
                return {}
            case "status":
                return self._status()

    def _status(self) -> Told:
        faulty = {s.name: _fault(s.fault) for s in self._casino.services.values() if s.fault is not None}
        return {
            "pid": os.getpid(),
            "seconds": round(time.monotonic() - self._began, 1),
            "inventory": str(self._inventory),
            "services": len(self._casino.services),
            "faults": faulty,
        }

    def _services(self) -> list[Told]:
        return [
            {
                "name": service.name,
                "port": service.port or None,
                "kinds": list(service.kinds),
                "fault": _fault(service.fault) if service.fault else None,
                "behind": service.behind,
            }
            for service in self._casino.services.values()
        ]


def _fault(fault: Fault) -> Told:
    left = None if fault.until is None else round(max(0.0, fault.until - time.monotonic()), 1)
    return {"kind": fault.kind, "seconds_left": left}

"""An endpoint that gives tokens (RFC 6749) and a door that asks for them, on one port."""

import asyncio
import json
import re
from typing import Any
from urllib.parse import parse_qs

from tests.probes.web import page


class TokenServer:
    """Gives ``token-1``, ``token-2`` … and admits the newest. ``asked``: heads and forms of who wants one."""

    def __init__(self, **said: Any) -> None:
        self.given = 0
        self.asked: list[tuple[str, dict[str, list[str]]]] = []
        self.admitted: list[str] = []
        self.said = {"token_type": "Bearer", "expires_in": 3600, **said}
        self.answer = b""  # in place of a token
        self.pause = 0.0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = re.search(r"(?i)content-length: (\d+)", head)
        body = await reader.readexactly(int(length[1]) if length else 0)
        if head.startswith("POST /token "):
            self.asked.append((head, parse_qs(body.decode())))
            await asyncio.sleep(self.pause)
            writer.write(self.answer or self._token())
        else:
            found = re.search(r"\r\nAuthorization: Bearer ([^\r]*)", head)
            token = found[1] if found else ""
            self.admitted.append(token)
            good = self.given and token == f"token-{self.given}"
            writer.write(page(b"in") if good else page(b"out: " + token.encode(), status=b"401 Out"))
        await writer.drain()

    def _token(self) -> bytes:
        self.given += 1
        said = {"access_token": f"token-{self.given}", **self.said}
        return page(json.dumps({key: value for key, value in said.items() if value is not None}).encode())

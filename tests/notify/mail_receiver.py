"""A mail server on loopback that takes, refuses or hangs where it is told to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.probes.servers import serving

HANG = "hang"


class MailReceiver:
    """``answers``: by the first word of a command what is said instead, once each; ``HANG``: nothing ever."""

    def __init__(self) -> None:
        self.answers: dict[str, list[str]] = {}
        self.mails: list[str] = []
        self.logins = 0
        self.port = 0

    def url(self, more: str = "") -> str:
        """Return the address that Apprise is given."""
        return (
            f"mailto://noc:hunter2pass@127.0.0.1:{self.port}"
            f"?to=ops@example.com&from=noc@example.com&mode=insecure{more}"
        )

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one connection."""
        await self._say(writer, "220 mail.example.com ESMTP")
        while line := (await reader.readline()).decode().strip():
            word = line.split()[0].upper()
            said = self.answers.get(word, [])
            answer = said.pop(0) if said else self._usual(word)
            if answer == HANG:
                await asyncio.sleep(60)
            await self._say(writer, answer)
            if word == "DATA" and answer.startswith("354"):
                text = (await reader.readuntil(b"\r\n.\r\n")).decode()
                self.mails.append(text)
                after = self.answers.get(".", ["250 taken"])
                if after[0] == HANG:
                    await asyncio.sleep(60)
                await self._say(writer, after.pop(0) if len(after) > 1 else after[0])
            if word == "QUIT":
                return

    def _usual(self, word: str) -> str:
        self.logins += word == "AUTH"
        special = {
            "EHLO": "250-mail.example.com\r\n250 AUTH PLAIN",
            "AUTH": "235 welcome",
            "DATA": "354 go on",
            "QUIT": "221 bye",
        }
        return special.get(word, "250 fine")

    @staticmethod
    async def _say(writer: asyncio.StreamWriter, text: str) -> None:
        writer.write(f"{text}\r\n".encode())
        await writer.drain()


@asynccontextmanager
async def mail() -> AsyncIterator[MailReceiver]:
    """Give a mail server that listens."""
    made = MailReceiver()
    async with serving(made.talk) as port:
        made.port = port
        yield made

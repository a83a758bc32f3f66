"""Servers that speak in lines as a test has written them, for faults that no real server shows on demand."""

import asyncio
import ssl

from tests.probes.servers import Talk

TLS = "(tls)"


def lines(*answers: tuple[str, str], greeting: str = "", tls: ssl.SSLContext | None = None) -> Talk:
    """Return a talk that greets and answers each line by the first beginning that fits, each line CRLF.

    ``TLS`` at the end of an answer: the handshake follows. What nothing fits to is not answered, but for a
    farewell. An empty answer hangs up.
    """

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if greeting:
            _say(writer, greeting)
        while heard := (await reader.readline()).decode("latin-1"):
            answer = next((text for begin, text in answers if _after_tag(heard).startswith(begin)), None)
            if answer == "" or (answer is None and heard.startswith(("QUIT", "bye"))):
                return
            if answer is not None:
                _say(writer, answer.removesuffix(TLS).replace("TAG", heard.partition(" ")[0]))
                await writer.drain()
                if answer.endswith(TLS):
                    assert tls is not None
                    await writer.start_tls(tls)

    return talk


def _after_tag(heard: str) -> str:
    """Return a command without its tag, as IMAP has one."""
    tag, _space, rest = heard.partition(" ")
    return rest if tag.startswith("n") and tag[1:].isdigit() else heard


def _say(writer: asyncio.StreamWriter, text: str) -> None:
    writer.write(b"".join(line.encode("latin-1") + b"\r\n" for line in text.split("\n")))

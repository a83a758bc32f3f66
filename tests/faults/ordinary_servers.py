"""The servers behind ``ordinary_targets``, and both monitors' verdicts on them, in a network of their own.

``python -m tests.faults.ordinary_servers`` prints two JSON objects of one line: ours as ``nocwall check``
prints it, and their ``probe_success`` by target.
"""

import asyncio
import json
import os
import re
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.faults import hostile_talks as say
from tests.faults.hostile_talks import CHUNKED, OK, Talk, page, web
from tests.faults.ordinary_targets import TARGETS, Target
from tests.probes.nginx import web_servers
from tests.probes.servers import found, free_port, running, serving
from tests.transport.name_server import answered, asked_name, asked_type, name_server

_TIMES = "defaults: {interval: 5s, timeout: 1s, attempts: 1, retry_interval: 5s}"
_RECORDS = {
    "A": socket.inet_aton("192.0.2.7"),
    "AAAA": socket.inet_pton(socket.AF_INET6, "2001:db8::7"),
    "MX": b"\0\x05\xc0\x0c",
}


def _moved(place: str) -> bytes:
    return page(b"", b"Location: " + place.encode(), status=b"302 Found")


async def _slow(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.3)
    writer.write(page(b"late"))


def talks(closed: int) -> dict[str, Talk]:
    """Return what our own web server says, by path."""
    hops = {f"hops-{n}": web(_moved(f"/hops-{n - 1}")) for n in range(1, 8)}
    return hops | {
        "hops-0": web(page(b"there")),
        "201": web(page(b"made", status=b"201 Created")),
        "204": web(b"HTTP/1.1 204 No Content\r\n\r\n"),
        "500": web(page(b"", status=b"500 No")),
        "503": web(page(b"", status=b"503 No")),
        "to-closed": web(_moved(f"http://127.0.0.1:{closed}/")),
        "to-ftp": web(_moved("ftp://127.0.0.1/")),
        "chunked": web(CHUNKED + b"5\r\nhello\r\n0\r\n\r\n"),
        "old": web(b"HTTP/1.0 200 OK\r\n\r\nold"),
        "to-the-end": web(OK + b"Connection: close\r\n\r\nto the end"),
        "interim": web(b"HTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n" + page(b"")),
        "900000": web(page(b"x" * 900_000)),
        "1500000": web(page(b"x" * 1_500_000)),
        "empty": web(page(b"")),
        "slow": _slow,
        "silent": say.silent,
        "drip": say.drip(OK + b"Content-Length: 9999\r\n\r\n"),
        "reset": say.reset_at_once,
        "no-byte": say.hang_up,
        "torn": web(OK + b"Content-Length: 900\r\n\r\nhalf", "reset"),
        "short": web(OK + b"Content-Length: 900\r\n\r\nhalf"),
        "two-lengths": web(OK + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc"),
        "no-http": web(b"SSH-2.0-OpenSSH_9.2\r\n"),
        "trailing": web(page(b"ok") + b"more"),
    }


def by_path(said: Mapping[str, Talk]) -> Talk:
    """Return a talk that looks at the path first."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        again = asyncio.StreamReader()
        again.feed_data(head)
        await said.get(head.split(b" ")[1][1:].decode("latin-1"), say.silent)(again, writer)

    return talk


async def _redis(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if await reader.readline() in (b"PING\r\n", b"PING\n"):
        writer.write(b"+PONG\r\n")
        await writer.drain()
        await reader.read()


def _zone(asked: bytes) -> bytes | None:
    name, kind = asked_name(asked), asked_type(asked)
    match name:
        case "casino.example" if kind in _RECORDS:
            return answered(asked, (kind, _RECORDS[kind]))
        case "empty.example":
            return answered(asked)
        case "broken.example":
            return answered(asked, rcode=2)
        case "silent.example":
            return None
        case _:
            return answered(asked, rcode=3)


@asynccontextmanager
async def servers(folder: Path) -> AsyncIterator[dict[str, str]]:
    """Run all servers; gives what stands for the names in the table."""
    closed = free_port()
    own = by_path(talks(closed))
    async with AsyncExitStack() as stack:
        nginx = stack.enter_context(web_servers(folder))
        issue = nginx.authority.server
        secure = {
            "good": issue(),
            "expired": issue(days=(-9, -3)),
            "future": issue(days=(3, 30)),
            "self_signed": issue(self_signed=True),
            "wrong_name": issue(("other.example",)),
            "five_days": issue(days=(-9, 5)),
        }
        ports = {
            "own": await stack.enter_async_context(serving(own)),
            "silent": await stack.enter_async_context(serving(say.silent)),
            "banner": await stack.enter_async_context(serving(say.greeting(b"220 ready\r\n", "hang"))),
            "redis": await stack.enter_async_context(serving(_redis)),
            "dns": await stack.enter_async_context(name_server(_zone)),
            "closed": closed,
        }
        for name, context in secure.items():
            ports[name] = await stack.enter_async_context(serving(web(page(b"safe")), context))
        six = await asyncio.start_server(own, "::1", 0)
        stack.push_async_callback(six.wait_closed)
        stack.callback(six.close)
        ports["own6"] = six.sockets[0].getsockname()[1]
        ports["plain"], ports["secure"] = (int(url.rpartition(":")[2]) for url in (nginx.plain, nginx.secure))
        yield {name: str(port) for name, port in ports.items()} | {"folder": str(folder)}


def _filled(text: str, places: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: places.get(found[1], found[0]), text)


def _ours(target: Target, places: Mapping[str, str]) -> str:
    where = _filled(target.where, places)
    kind, _colon, rest = where.partition(":")
    match kind:
        case "http" | "https":
            settings = f"kind: http, url: '{where}'"
        case "icmp":
            settings = f"kind: icmp, host: '{rest}', count: 1"
        case "dns":
            settings = "kind: dns, resolver: {}, port: {}".format(*rest.split(":"))
        case _:
            settings = "kind: tcp, host: {}, port: {}".format(*rest.split(":"))
    more = f", {_filled(target.ours, places)}" if target.ours else ""
    return f"  - {{id: {target.id}, name: x, class: api, checks: [{{probe: {{{settings}{more}}}}}]}}\n"


def _module(target: Target, places: Mapping[str, str]) -> str:
    settings = _filled(target.theirs, places)
    return f"  {target.id}: {{prober: {target.prober}, timeout: 1s, {target.prober}: {{{settings}}}}}\n"


async def _checked(folder: Path, places: Mapping[str, str]) -> str:
    file = folder / "inventory.yaml"
    file.write_text(f"{_TIMES}\ntargets:\n" + "".join(_ours(target, places) for target in TARGETS))
    words = (sys.executable, "-m", "app", "check", "--json", "--state", str(folder / "state"), str(file))
    process = await asyncio.create_subprocess_exec(
        *words, env=os.environ | {"NOCWALL_SECRET_DOOR": "open"}, stdout=asyncio.subprocess.PIPE
    )
    said = (await process.communicate())[0].decode()
    return json.dumps(json.loads(said)) if said.startswith("{") else json.dumps(said)


async def _asked(port: int, target: Target, places: Mapping[str, str]) -> bool:
    where = _filled(target.where, places)
    address = where if target.prober == "http" else where.partition(":")[2]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /probe?module={target.id}&target={address} HTTP/1.0\r\n\r\n".encode())
    text = (await reader.read()).decode()
    writer.close()
    assert "\nprobe_success " in text, text
    return "\nprobe_success 1" in text


async def _told(folder: Path, places: Mapping[str, str]) -> dict[str, bool]:
    file = folder / "blackbox.yml"
    file.write_text("modules:\n" + "".join(_module(target, places) for target in TARGETS))
    port = free_port()
    program = found("prometheus-blackbox-exporter", "usr/bin")
    words = [program, f"--config.file={file}", f"--web.listen-address=127.0.0.1:{port}"]
    with running(words, port, folder):
        verdicts = await asyncio.gather(*(_asked(port, target, places) for target in TARGETS))
    return {target.id: verdict for target, verdict in zip(TARGETS, verdicts, strict=True)}


async def main() -> None:
    """Let both look, one after the other: together they would measure one another."""
    with tempfile.TemporaryDirectory(prefix="nw-") as name:
        folder = Path(name)
        async with servers(folder) as places:
            ours = await _checked(folder, places)
            theirs = await _told(folder, places)
    sys.stdout.write(f"{ours}\n{json.dumps(theirs)}\n")


if __name__ == "__main__":
    asyncio.run(main())

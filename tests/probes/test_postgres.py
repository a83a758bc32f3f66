import asyncio
import os
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.model.probe import Secret
from app.model.state import ErrorClass
from probes.postgres import Postgres
from tests.probes.runs import failed_once, run_once
from tests.probes.servers import found, free_port, running, serving, unprivileged

SECRETS = {"db": "s3cret, with a comma"}


@pytest.fixture(scope="module")
def postgres() -> Iterator[int]:
    """Run a real PostgreSQL with a SCRAM password; give its port."""
    # Not among pytest's folders: those are closed to the user that the server has to run as.
    with tempfile.TemporaryDirectory(prefix="nocwall-postgres-") as name:
        Path(name).chmod(0o755)
        yield from _served(Path(name))


def _served(folder: Path) -> Iterator[int]:
    data, password, port = folder / "data", folder / "password", free_port()
    password.write_text(SECRETS["db"] + "\n")
    binaries = "usr/lib/postgresql/*/bin"
    if os.geteuid() == 0:
        data.mkdir()
        for path in (folder, data, password):
            shutil.chown(path, "nobody", "nogroup")
    init = [found("initdb", binaries), "-D", str(data), "-U", "monitor", "-A", "scram-sha-256", "-N"]
    subprocess.run(
        [*init, f"--pwfile={password}"],
        check=True,
        capture_output=True,
        cwd=folder,
        **unprivileged(),
    )
    server = [
        found("postgres", binaries),
        "-D",
        str(data),
        "-p",
        str(port),
        "-h",
        "127.0.0.1",
        "-k",
        "",
        "-F",
    ]
    with running(server, port, folder, **unprivileged()) as ready:
        _wait_until_it_serves(found("pg_isready", binaries), ready)
        yield ready


def _wait_until_it_serves(program: str, port: int) -> None:
    """Wait for more than a port that answers: for a while a database says that it is starting up."""
    for _ in range(200):
        if subprocess.run([program, "-q", "-h", "127.0.0.1", "-p", str(port)], check=False).returncode == 0:
            return
        time.sleep(0.05)
    raise AssertionError("the database does not serve")


async def test_a_real_server_is_asked(postgres: int) -> None:
    """Login by SCRAM and a query work against Debian's PostgreSQL; the value is measured."""
    probe = Postgres(
        host="127.0.0.1", port=postgres, user="monitor", password=Secret(secret="db"), query="SELECT 6 * 7"
    )
    reading = await run_once(probe, secrets=SECRETS)
    assert reading.values["query_value"] == 42
    assert [phase.name for phase in reading.phases][-2:] == ["login", "query"]


async def test_a_wrong_password_is_auth(postgres: int) -> None:
    """A refused login differs from a server that is down."""
    probe = Postgres(host="127.0.0.1", port=postgres, user="monitor", password=Secret(secret="db"))
    failed = await failed_once(probe, secrets={"db": "wrong"})
    assert failed.error is ErrorClass.AUTH


async def test_a_wrong_query_says_why(postgres: int) -> None:
    """The server's own message and code are shown."""
    probe = Postgres(
        host="127.0.0.1", port=postgres, user="monitor", password=Secret(secret="db"), query="SELECT nothing"
    )
    failed = await failed_once(probe, secrets=SECRETS)
    assert failed.error is ErrorClass.CONTENT
    assert "42703" in failed.sentence.plain()


async def test_a_query_without_rows_is_content(postgres: int) -> None:
    """No row and NULL are no value, not zero."""
    probe = Postgres(
        host="127.0.0.1",
        port=postgres,
        user="monitor",
        password=Secret(secret="db"),
        query="SELECT NULL::int",
    )
    failed = await failed_once(probe, secrets=SECRETS)
    assert failed.error is ErrorClass.CONTENT


def error(code: bytes, message: bytes) -> bytes:
    """Return an ErrorResponse as the server sends it."""
    body = b"SFATAL\0C" + code + b"\0M" + message + b"\0\0"
    return b"E" + struct.pack("!I", len(body) + 4) + body


@pytest.mark.fault("N19")
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (error(b"53300", b"sorry, too many clients already"), ErrorClass.STATUS),
        (error(b"57P03", b"the database system is starting up"), ErrorClass.STATUS),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", ErrorClass.PROTOCOL),
        (b"R" + struct.pack("!I", 2_000_000_000), ErrorClass.TOO_LARGE),
        (b"\x00\x01\x02\x03\x04\x05\x06", ErrorClass.PROTOCOL),
        (b"", ErrorClass.PROTOCOL),
    ],
)
async def test_garbage_and_polite_refusals_differ(answer: bytes, expected: ErrorClass) -> None:
    """Up but not serving differs from not PostgreSQL at all; lengths are capped before allocating."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(answer)
        await writer.drain()

    async with serving(talk) as port:
        failed = await failed_once(Postgres(host="127.0.0.1", port=port, user="monitor"))
    assert failed.error is expected

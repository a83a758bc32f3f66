import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.model.state import ErrorClass
from probes.ssh import Ssh
from tests.probes.runs import failed_once, run_once
from tests.probes.scripted import lines
from tests.probes.servers import found, free_port, running, serving, unprivileged
from tests.probes.web import silent


@contextmanager
def sshd(*settings: str) -> Iterator[int]:
    """Run a real sshd; gives its port."""
    with tempfile.TemporaryDirectory(prefix="nocwall-sshd-") as name:
        folder, port = Path(name), free_port()
        key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "key")]
        subprocess.run(key, check=True)
        (folder / "conf").write_text(
            "\n".join((f"Port {port}", f"HostKey {folder}/key", "ListenAddress 127.0.0.1", *settings)) + "\n"
        )
        if os.geteuid() == 0:  # as root it would want a folder under /run
            for path in (folder, *folder.iterdir()):
                shutil.chown(path, "nobody", "nogroup")
        command = [found("sshd", "usr/sbin"), "-D", "-e", "-f", str(folder / "conf")]
        with running(command, port, folder, **unprivileged()) as ready:
            yield ready


async def test_a_real_server_greets() -> None:
    """OpenSSH's banner is read, its time is a series of its own, and a pattern may be asked for."""
    with sshd() as port:
        reading = await run_once(Ssh(host="127.0.0.1", port=port, match=r"^SSH-2\.0-OpenSSH_\d+"), seconds=5)
        failed = await failed_once(Ssh(host="127.0.0.1", port=port, match="dropbear"), seconds=5)
    assert reading.facts["software"].startswith("OpenSSH_")
    assert 0 < reading.values["banner_time"] <= reading.values["response_time"]

    assert failed.error is ErrorClass.CONTENT
    assert failed.sentence.plain().startswith("Greets with SSH-2.0-OpenSSH")


@pytest.mark.fault("N19")
async def test_a_full_server_is_up_but_not_serving() -> None:
    """A server that drops strangers because it has too many says so, and is not down."""
    with sshd("MaxStartups 1:100:1") as port, socket.create_connection(("127.0.0.1", port)) as stranger:
        stranger.recv(20)
        failed = await failed_once(Ssh(host="127.0.0.1", port=port), seconds=5)
    assert failed.error is ErrorClass.STATUS
    assert failed.sentence.plain() == "Up but not serving: Exceeded MaxStartups"


@pytest.mark.parametrize(
    ("greeting", "sentence"),
    [
        ("SSH-1.5-OldSSH", "Speaks only SSH 1.5"),
        ("SSH-banana", "What answers is not SSH"),
        ("220 mx\n" * 60, "Sends more than 50 lines before its banner"),
        ("SSH-2.0-" + "x" * 300, "Answers more than 255 bytes in one line"),
    ],
)
async def test_what_is_no_banner_is_protocol(greeting: str, sentence: str) -> None:
    """Old versions, other protocols, endless lines and endless talk are told apart."""
    async with serving(lines(greeting=greeting)) as port:
        failed = await failed_once(Ssh(host="127.0.0.1", port=port))
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.PROTOCOL, sentence)


async def test_lines_before_the_banner_are_passed_over() -> None:
    """RFC 4253 lets a server say something first, and 1.99 means both versions."""
    async with serving(lines(greeting="Welcome\nto us\nSSH-1.99-Cisco-1.25")) as port:
        reading = await run_once(Ssh(host="127.0.0.1", port=port))
    assert reading.facts["banner"] == "SSH-1.99-Cisco-1.25"


@pytest.mark.fault("N01")
async def test_silence_is_a_timeout() -> None:
    """A port that accepts and does not greet is timeout-read."""
    async with serving(silent) as port:
        failed = await failed_once(Ssh(host="127.0.0.1", port=port), seconds=0.3)
    assert failed.error is ErrorClass.TIMEOUT_READ

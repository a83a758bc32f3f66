"""Child processes of a bench: started, spoken to by lines, and ended by their process id."""

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.report import NotHere

EXPORTER = "prometheus-blackbox-exporter"
INSTALL = "sudo apt-get install --no-install-recommends prometheus-blackbox-exporter monitoring-plugins-basic"
MODULES = "modules: {plain: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4}}}\n"
UP = 10.0


class Child:
    """A process that answers lines with lines."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def read(self) -> str:
        """Return its next line."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args!r} has ended")
        return line.strip()

    def ask(self, seconds: float, rate: float = 0.0) -> tuple[int, float]:
        """Have an asker ask; return how many checks it made, and its CPU seconds."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{seconds} {rate}\n")
        told = json.loads(self.read())
        return int(told["checks"]), float(told["cpu"])

    def end(self) -> None:
        """End it and wait."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        self.process.terminate()
        self.process.wait(10)


@contextmanager
def child(*words: str) -> Iterator[Child]:
    """Give a child and end it."""
    made = Child(*words)
    try:
        yield made
    finally:
        made.end()


def python(module: str, *words: str) -> tuple[str, ...]:
    """Return the command of a module of ours."""
    return (sys.executable, "-m", module, *words)


@contextmanager
def web_server() -> Iterator[str]:
    """Give the address of a loopback web server in a process of its own."""
    with child(*python("tests.bench.server")) as server:
        yield f"http://127.0.0.1:{server.read()}/health"


def asker(stack: ExitStack, who: str, *words: str) -> Child:
    """Start an asker and wait until it is warm."""
    made = stack.enter_context(child(*python("tests.bench.askers", who, *words)))
    made.read()
    return made


@contextmanager
def exporter() -> Iterator[tuple[str, int]]:
    """Give a blackbox_exporter's address and process id; raises ``NotHere``."""
    if shutil.which(EXPORTER) is None:
        raise NotHere(f"no {EXPORTER}; install it with: {INSTALL}")
    with TemporaryDirectory() as folder:
        settings = Path(folder) / "blackbox.yml"
        settings.write_text(MODULES, encoding="utf-8")
        port = free_port()
        words = (EXPORTER, f"--config.file={settings}", f"--web.listen-address=127.0.0.1:{port}")
        with child(*words, "--log.level=error") as made:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}", made.process.pid


def free_port() -> int:
    """Return a port that nobody has at this moment."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _wait_for(port: int) -> None:
    end = time.monotonic() + UP
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return

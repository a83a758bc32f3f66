"""Small real servers on loopback: something to watch, and a receiver of webhooks."""

import json
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LOOPBACK = "127.0.0.1"
TURN = 0.02  # seconds in which a server notices that it is to end
HELD = 60.0  # seconds for which a hanging receiver keeps a caller


class Door:
    """A port that is open, or shut so that connections are refused; always the same port.

    ``greeting`` is said to each caller; changing it makes a service sick without touching its socket.
    """

    def __init__(self, greeting: str = "") -> None:
        self.port = 0
        self.greeting = greeting
        self.knocks: list[float] = []  # time.monotonic of each connection
        self._server: socketserver.ThreadingTCPServer | None = None
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Take connections."""
        self._server = _Doorway((LOOPBACK, self.port), self._handler())
        self.port = self._server.server_address[1]
        self._thread = _serving(self._server, f"door {self.port}")

    def shut(self) -> None:
        """Refuse connections from now on."""
        server, self._server = self._server, None
        if server is not None and self._thread is not None:
            server.shutdown()
            server.server_close()
            self._thread.join(5)

    def _handler(self) -> type[socketserver.BaseRequestHandler]:
        door = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                door.knocks.append(time.monotonic())
                self.request.settimeout(HELD)
                with suppress(OSError):
                    self.request.sendall(door.greeting.encode())
                    self.request.recv(1)

        return Handler


class _Doorway(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64


class Hook:
    """Receives webhooks; answers 204, 410 while it is ``refusing``, or nobody while it hangs."""

    def __init__(self, port: int = 0) -> None:
        self.refusing = False
        self.got: list[tuple[float, dict[str, Any]]] = []  # time.monotonic and body
        self.answering = threading.Event()
        self.answering.set()
        self._server = ThreadingHTTPServer((LOOPBACK, port), self._handler())
        self._server.daemon_threads = True
        self._thread = _serving(self._server, "hook")

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{LOOPBACK}:{self._server.server_address[1]}/hook"

    @property
    def kinds(self) -> list[str]:
        """What was told, in order."""
        return [str(body["kind"]) for _, body in self.got]

    def about(self, target: str) -> list[str]:
        """Return what was told of one target, in order."""
        return [str(body["kind"]) for _, body in self.got if body["target"] == target]

    def close(self) -> None:
        """Let everybody go and end."""
        self.answering.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                hook.got.append((time.monotonic(), body))
                hook.answering.wait(HELD)
                self.send_response(410 if hook.refusing else 204)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
                """Say nothing."""

        return Handler


def _serving(server: socketserver.BaseServer, name: str) -> threading.Thread:
    thread = threading.Thread(target=server.serve_forever, args=(TURN,), name=name)
    thread.start()
    return thread


@contextmanager
def doors(number: int, greeting: str = "") -> Iterator[list[Door]]:
    """Give open doors and shut them at the end."""
    with ExitStack() as stack:
        made = [Door(greeting) for _ in range(number)]
        for door in made:
            door.open()
            stack.callback(door.shut)
        yield made


@contextmanager
def hook(port: int = 0) -> Iterator[Hook]:
    """Give a receiver and end it."""
    made = Hook(port)
    try:
        yield made
    finally:
        made.close()

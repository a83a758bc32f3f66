"""A server in a process of its own that answers after 20 ms and says how long it took, in microseconds.

    python -m tests.transport.stating_server [CERTIFICATE]

Prints its port.
"""

import socket
import ssl
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import PIPE, Popen

DELAY = 0.02


def serve() -> None:
    """Answer one connection after the other until the process is ended."""
    context = None
    if len(sys.argv) > 1:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            connection, _peer = listener.accept()
            # Else the answer waits for our acknowledgement of the tickets that TLS sends before it.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with suppress(OSError):
                if context is not None:
                    connection = context.wrap_socket(connection, server_side=True)
                _answer(connection)
            connection.close()


def _answer(connection: socket.socket) -> None:
    connection.recv(65_536)
    began = time.perf_counter()
    time.sleep(DELAY)
    taken = f"{(time.perf_counter() - began) * 1e6:09.0f}".encode()
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" + taken)
    # Whoever closes at once puts a later stamp on the bytes before.
    connection.recv(1)


@contextmanager
def stating_server(certificate: Path | None = None) -> Iterator[str]:
    """Run it until the block ends; gives its url."""
    command = [sys.executable, "-m", "tests.transport.stating_server"]
    with Popen([*command, *([str(certificate)] if certificate else [])], stdout=PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = process.stdout.readline().strip()
            yield f"{'https' if certificate else 'http'}://127.0.0.1:{port}/"
        finally:
            process.kill()


if __name__ == "__main__":
    serve()

"""A network of the engine's own with a world behind a gateway, which a test can cut off and put back.

The engine's namespace has one way out, to ``GATEWAY``; name server and targets are in a namespace behind it.
What the engine tells by webhook arrives on its own loopback and is written to a file.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from tests.faults.engine_process import EngineProcess, engine_over
from tests.transport.namespace import drop

GATEWAY, TARGET, HOOK = "10.99.0.1", "198.51.100.7", 8099
Cut = Literal["dropped", "unplugged"]
Names = Literal["good", "silent", "servfail"]
_RIGHTS = ("unshare", "--user", "--map-root-user", "--mount", "--net", "--pid", "--fork", "--kill-child")

_SETUP = f"""
folder=$1; python=$2; shift
ip link set lo up
mount --bind "$folder/resolv.conf" /etc/resolv.conf
unshare --net "$python" "$folder/world.py" "$folder" &
world=$!
while [ "$(readlink /proc/$world/ns/net)" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.02; done
ip link add way type veth peer name home netns $world
ip addr add 10.99.0.2/24 dev way
ip link set way up
ip route add default via {GATEWAY}
"$python" "$folder/near.py" "$folder" &
while [ ! -e "$folder/near" ] || [ ! -e "$folder/far" ]; do sleep 0.02; done
exec "$@"
"""

# Behind the gateway: its kernel answers pings, a server finds all names, a port takes connections.
_WORLD = f"""
import pathlib, socket, subprocess, sys, threading, time

while subprocess.run(["ip", "link", "show", "home"], capture_output=True).returncode:
    time.sleep(0.02)
near, far = "addr add {GATEWAY}/24 dev home", "addr add {TARGET}/32 dev lo"
for command in ("link set lo up", near, far, "link set home up"):
    subprocess.run(["ip", *command.split()], check=True)
mode = pathlib.Path(sys.argv[1]) / "names"
names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
names.bind(("{GATEWAY}", 53))

def look_up():
    address = b"\\xc0\\x0c\\0\\1\\0\\1\\0\\0\\0\\1\\0\\4" + socket.inet_aton("{TARGET}")
    while True:
        packet, peer = names.recvfrom(4096)
        how = mode.read_text()
        if how == "silent":
            continue
        found = how == "good" and packet.endswith(b"\\0\\1\\0\\1")
        head = packet[:2] + (b"\\x81\\x80" if how == "good" else b"\\x81\\x82") + b"\\0\\1"
        names.sendto(head + bytes([0, found]) + bytes(4) + packet[12:] + address * found, peer)

threading.Thread(target=look_up, daemon=True).start()
server = socket.create_server(("{TARGET}", 80), backlog=500)
(pathlib.Path(sys.argv[1]) / "far").touch()
while True:
    server.accept()[0].close()
"""

# Beside the engine: receives webhooks, and carries out what the test writes into a file.
_NEAR = f"""
import http.server, pathlib, subprocess, sys, threading, time

folder = pathlib.Path(sys.argv[1])

class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        with (folder / "told").open("ab") as file:
            file.write(self.rfile.read(int(self.headers["Content-Length"])).replace(b"\\n", b" ") + b"\\n")
        self.send_response(204)
        self.end_headers()
    def log_message(self, *_):
        pass

server = http.server.HTTPServer(("127.0.0.1", {HOOK}), Hook)
threading.Thread(target=server.serve_forever, daemon=True).start()
(folder / "near").touch()
while True:
    wish = folder / "wish"
    if wish.exists():
        subprocess.run(["sh", "-c", wish.read_text()], check=True)
        wish.unlink()
    time.sleep(0.02)
"""
_CUT: dict[Cut, tuple[str, str]] = {
    "dropped": (
        drop("iif way"),
        "nft delete table t",
    ),
    "unplugged": ("ip link set way down", f"ip link set way up; ip route add default via {GATEWAY}"),
}


class Inside(NamedTuple):
    """A receiver that the world itself runs."""

    port: int


class World:
    """The engine, its folder, and the cable."""

    def __init__(self, engine: EngineProcess, folder: Path) -> None:
        self.engine = engine
        self._folder = folder

    @property
    def told(self) -> list[str]:
        """What arrived by webhook, as ``incident kind: title``."""
        file = self._folder / "told"
        lines = file.read_text().splitlines() if file.exists() else []
        said = [json.loads(line) for line in lines]
        return [f"{each['incident']} {each['kind']}: {each['title']}" for each in said]

    async def cut(self, how: Cut) -> None:
        """Lose the network."""
        await self._do(_CUT[how][0])

    async def mend(self, how: Cut) -> None:
        """Have it back."""
        await self._do(_CUT[how][1])

    def names(self, how: Names) -> None:
        """Set what the name server does from now on."""
        scratch = self._folder / "names.new"
        scratch.write_text(how)
        scratch.rename(self._folder / "names")

    async def until_told(self, number: int, within: float = 8.0) -> None:
        """Wait until so many notices have arrived."""
        async with asyncio.timeout(within):
            while len(self.told) < number:  # noqa: ASYNC110 - another process writes the file
                await asyncio.sleep(0.05)

    async def _do(self, command: str) -> None:
        wish = self._folder / "wish"
        scratch = wish.with_suffix(".new")
        scratch.write_text(command)
        scratch.rename(wish)
        async with asyncio.timeout(5):
            while wish.exists():  # noqa: ASYNC110 - another process takes it away
                await asyncio.sleep(0.01)


@asynccontextmanager
async def world(targets: str, times: str, servers: Sequence[str] = (GATEWAY,)) -> AsyncIterator[World]:
    """Run an engine over these targets (YAML) in a world of its own, with these name servers."""
    hooks = {"ops": Inside(HOOK)}
    async with engine_over(targets, started=False, times=times, hooks=hooks) as engine:
        folder = engine.inventory.parent
        (folder / "world.py").write_text(_WORLD)
        (folder / "near.py").write_text(_NEAR)
        (folder / "resolv.conf").write_text("".join(f"nameserver {server}\n" for server in servers))
        it = World(engine, folder)
        it.names("good")
        engine.program = (*_RIGHTS, "sh", "-c", _SETUP, "sh", str(folder), sys.executable, "-m", "app")
        await engine.start()
        yield it

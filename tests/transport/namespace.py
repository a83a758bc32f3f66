"""A network of its own for a piece of a test: its own loopback, rules and settings, also without root."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PINGS_ALLOWED = "echo 0 0 > /proc/sys/net/ipv4/ping_group_range"  # group 0: the only one there without root


def drop(what: str) -> str:
    """Return the command that makes incoming packets vanish, as ``tcp dport 80``."""
    return (
        f"nft 'add table t; add chain t c {{ type filter hook input priority 0; }}; add rule t c {what} drop'"
    )


def alone(code: str, *setup: str, prefix: tuple[str, ...] = ()) -> list[str]:
    """Run Python code in a network of its own after shell commands; returns the lines it prints.

    ``prefix`` are words before the interpreter, as those of ``setpriv``.
    """
    rights = () if os.geteuid() == 0 else ("--user", "--map-root-user")
    commands = " && ".join(("ip link set lo up", *setup, 'exec "$@"'))
    done = subprocess.run(
        ("unshare", *rights, "--net", "sh", "-c", commands, "sh", *prefix, sys.executable, "-c", code),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def router() -> tuple[str, ...]:
    """Return the commands that put a router, 10.9.0.2 and fd09::2, between this network and others.

    It is a second network, which ends with the program that runs in this one. Behind it 10.9.1.0/24 and
    fd09:1::/64 swallow packets of up to 1,280 bytes; 10.9.2.0/24 and fd09:2::/64 are unreachable, 10.9.3.0/24
    is forbidden; of that it tells one host at most six times at once.
    """
    inside = (
        "echo 1 > /proc/sys/net/ipv4/ip_forward",
        "echo 1 > /proc/sys/net/ipv6/conf/all/forwarding",
        "ip link set v1 up",
        "ip addr add 10.9.0.2/24 dev v1",
        "ip addr add fd09::2/64 dev v1 nodad",
        "ip link add far mtu 1280 type veth peer name farther",
        "ip link set farther up",
        "ip link set far up",
        "ip route add 10.9.1.0/24 dev far",
        "ip route add fd09:1::/64 dev far",
        "ip neigh add 10.9.1.1 lladdr 02:00:00:00:00:01 dev far",
        "ip neigh add fd09:1::1 lladdr 02:00:00:00:00:01 dev far",
        "ip route add unreachable 10.9.2.0/24",
        "ip route add unreachable fd09:2::/64",
        "ip route add prohibit 10.9.3.0/24",
    )
    own = "readlink /proc/self/ns/net"
    return (
        "{ unshare --net sh -c 'while kill -0 $0; do sleep 0.1; done' $$ < /dev/null > /dev/null 2>&1 & }",
        f'until [ "$(readlink /proc/$!/ns/net)" != "$({own})" ]; do sleep 0.01; done',
        "ip link add v0 type veth peer name v1",
        "ip link set v1 netns $!",
        f"nsenter --target $! --net sh -ec '{'; '.join(inside)}'",
        "ip link set v0 up",
        "ip addr add 10.9.0.1/24 dev v0",
        "ip addr add fd09::1/64 dev v0 nodad",
        "ip route add 10.9.0.0/16 via 10.9.0.2",
        "ip route add fd09::/16 via fd09::2",
    )


class Network:
    """A network of its own that lives for a while and that several processes can be in."""

    def __init__(self, holder: int) -> None:
        own = () if os.geteuid() == 0 else ("--user", "--preserve-credentials")
        self.inside = ("nsenter", f"--target={holder}", *own, "--net", "--")  # words before a command

    def do(self, command: str) -> str:
        """Run a shell command in it; returns what it prints."""
        words = (*self.inside, "sh", "-c", command)
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=10)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def listener(self) -> socket.socket:
        """Return a listening socket on its loopback, for a server of this process."""
        ours, theirs = socket.socketpair()
        code = (
            "import socket, sys\n"
            "listening = socket.create_server(('127.0.0.1', 0))\n"
            "socket.send_fds(socket.socket(fileno=int(sys.argv[1])), [b'x'], [listening.fileno()])"
        )
        words = (*self.inside, sys.executable, "-c", code, str(theirs.fileno()))
        with ours, theirs:
            subprocess.run(words, check=True, timeout=10, pass_fds=(theirs.fileno(),))
            return socket.socket(fileno=socket.recv_fds(ours, 1, 1)[1][0])


@contextmanager
def network() -> Iterator[Network]:
    """Make a network of its own, with its loopback up."""
    rights = () if os.geteuid() == 0 else ("--user", "--map-root-user")
    words = ("unshare", *rights, "--net", "sh", "-c", "ip link set lo up && echo up && exec cat")
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"up\n"
        yield Network(holder.pid)  # its input ends with the block, and with it the holder

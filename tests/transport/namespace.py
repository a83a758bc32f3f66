"""A network of its own for a piece of a test: its own loopback, rules and settings, also without root."""

import os
import subprocess
import sys
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

"""The demo casino for the time of one command."""

import contextlib
import os
import selectors
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_READY_WITHIN = 20.0
_END_WITHIN = 5.0


class NoDemo(Exception):  # noqa: N818 - it is the name of the outcome
    """The demo did not come up; the text says why."""


@contextlib.contextmanager
def demo_inventory() -> Iterator[Path]:
    """Run the demo in a child and give the path of its inventory. Raises ``NoDemo``."""
    with tempfile.TemporaryDirectory(prefix="nocwall-check-") as folder:
        command = (sys.executable, "-m", "app", "demo", "--state", folder)
        child = subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            yield Path(_ready(child))
        finally:
            _end(child)


def _ready(child: "subprocess.Popen[bytes]") -> str:
    """Return what stands in the line ``ready PATH``."""
    assert child.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        if not selector.select(_READY_WITHIN):
            raise NoDemo(f"it is not ready after {_READY_WITHIN:g} s")
    word, _, path = os.fsdecode(child.stdout.readline()).strip().partition(" ")
    if word != "ready":
        raise NoDemo(f"it ended with {child.wait(_END_WITHIN)}")
    return path


def _end(child: "subprocess.Popen[bytes]") -> None:
    child.terminate()
    try:
        child.wait(_END_WITHIN)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdout is not None:
        child.stdout.close()

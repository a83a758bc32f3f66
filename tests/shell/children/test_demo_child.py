"""The demo as a child: its first line says that it is ready."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from app.shell.children import demo_child
from app.shell.children.demo_child import DemoChild
from tests.shell.conftest import Live


def test_a_ready_line_is_waited_for_and_the_child_ended(live: Live) -> None:
    """The demo is ready with its first line and gone after stop."""
    script = "import time; print('ready x', flush=True); time.sleep(60)"

    async def work() -> Any:
        demo = DemoChild((sys.executable, "-c", script), os.environ)
        assert not (await demo.ready()).template
        await demo.stop()

    live(work())


def test_a_demo_that_ends_is_tried_again_and_then_said(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that ends without a word is tried again for a while, for an earlier one may just be ending."""
    monkeypatch.setattr(demo_child, "READY_WITHIN", 0.3)
    monkeypatch.setattr(demo_child, "AGAIN", 0.05)

    async def work() -> Any:
        demo = DemoChild((sys.executable, "-c", ""), os.environ)
        assert (await demo.ready()).plain() == "The demo ended before it was ready"
        await demo.stop()

    live(work())


def test_a_missing_demo_is_said(live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that is not there is a sentence."""
    monkeypatch.setattr(demo_child, "READY_WITHIN", 0.0)

    async def work() -> Any:
        demo = DemoChild((str(tmp_path / "no"),), os.environ)
        assert "No such file" in (await demo.ready()).plain()
        await demo.stop()

    live(work())

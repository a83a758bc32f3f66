"""A whole desktop with the whole program on it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desktop.stage import Stage
from tests.flows.program import Program, program


@pytest.fixture
def stage() -> Iterator[Stage]:
    """Give a private desktop with tray host, notification service and sound."""
    with Stage(tray="sni", notify=True, audio=True) as made:
        yield made


@pytest.fixture
def wall(stage: Stage, tmp_path: Path) -> Iterator[Program]:
    """Give the program running on the demo casino, every check good."""
    with program(tmp_path, stage.env) as running:
        running.start("run", log="shell.log")
        running.until("a good wall", _is_good, 60)
        yield running


def _is_good(status: dict[str, Any]) -> bool:
    return bool(status["summary"]["rank"] == "good" and status["summary"]["sound"] != "nobody")

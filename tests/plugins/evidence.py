"""What a fault test saw, as one line of JSON in build/evidence.jsonl."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).parent.parent.parent / "build" / "evidence.jsonl"
Evidence = Callable[..., None]


@pytest.fixture
def evidence(request: pytest.FixtureRequest) -> Evidence:
    """Return a function that records what was seen: ``evidence(error="timeout-read", seconds=0.51)``.

    The row comes from the test's mark ``@pytest.mark.fault("N01")``. FAULTS names the usual keys: ``error``,
    ``seconds``, ``loop_gap``, ``ui_gap``, ``memory``, ``told``, ``heard``.
    """
    mark = request.node.get_closest_marker("fault")

    def record(**seen: Any) -> None:
        line = {
            "row": mark.args[0] if mark else None,
            "test": request.node.nodeid,
            "at": round(time.time(), 3),
            **seen,
        }
        FILE.parent.mkdir(exist_ok=True)
        with FILE.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")

    return record

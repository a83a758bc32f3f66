"""Small inventories for tests, as text."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.inventory.load import load
from app.model.loaded import Loaded
from probes import kinds

Write = Callable[..., Loaded]

TCP = "{kind: tcp, host: 127.0.0.1, port: 9}"


@pytest.fixture
def loaded(tmp_path: Path) -> Write:
    """Return a function that loads texts as files of one folder."""

    def write(*texts: str | bytes) -> Loaded:
        for number, text in enumerate(texts):
            data = text if isinstance(text, bytes) else text.encode()
            (tmp_path / f"{number}.yaml").write_bytes(data)
        return load([tmp_path], kinds())

    return write


@pytest.fixture
def kinds_of(loaded: Write) -> Callable[..., list[tuple[int, str]]]:
    """Return a function that gives line and kind of each error."""
    return lambda *texts: [(error.line, error.kind) for error in loaded(*texts).errors]

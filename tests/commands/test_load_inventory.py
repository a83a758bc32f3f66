from pathlib import Path

import msgspec
import pytest

from app.__main__ import main


def test_errors_are_an_answer_too(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """A bad inventory is answered with its errors, and that is no failure of the reader."""
    (tmp_path / "a.yaml").write_text("targets: 5\n")
    assert main(["load-inventory", "--", str(tmp_path)]) == 0
    found = msgspec.msgpack.decode(capfdbinary.readouterr().out)
    assert [error["kind"] for error in found["errors"]] == ["not-a-list"]
    assert found["inventory"] == b""

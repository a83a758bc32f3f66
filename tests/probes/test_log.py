from pathlib import Path

import msgspec
import pytest

from app.model.state import ErrorClass
from probes.log import Log
from tests.probes.runs import context, failed_once


async def test_new_errors_are_counted_and_grouped(tmp_path: Path) -> None:
    """Matching lines written after the first run are counted; differing values are one group."""
    path = tmp_path / "app.log"
    path.write_text("ERROR before anyone watched\n")
    async with context() as ctx:
        probe = Log(path=str(path), ignore="known")
        first = await probe.run(ctx)
        with path.open("a") as file:
            file.write("ERROR debit 1 failed\nINFO fine\nERROR debit 22 failed\nERROR known nuisance\n")
        second = await probe.run(ctx)
    assert first.values["log_errors"] == 0
    assert second.values["log_errors"] == 2
    assert [(group.template, group.count) for group in second.errors] == [("ERROR debit <*> failed", 2)]
    assert second.errors[0].example == "ERROR debit 22 failed"


async def test_the_rate_is_of_the_window_alone(tmp_path: Path) -> None:
    """Errors older than the window leave the count and stay among the latest errors."""
    path = tmp_path / "app.log"
    path.write_text("")
    async with context() as ctx:
        probe = Log(path=str(path), window=60.0)
        await probe.run(ctx)
        path.write_text("ERROR once\n")
        seen = await probe.run(ctx)
        ctx.ahead = 100.0
        later = await probe.run(ctx)
    assert seen.values["log_error_rate"] == pytest.approx(1 / 60)
    assert later.values == {"log_errors": 0.0, "log_error_rate": 0.0}
    assert [group.count for group in later.errors] == [1]


async def test_the_newest_error_stands_first(tmp_path: Path) -> None:
    """Groups are in the order of their newest line, over several runs."""
    path = tmp_path / "app.log"
    path.write_text("")
    async with context() as ctx:
        probe = Log(path=str(path))
        await probe.run(ctx)
        for text in ("ERROR one\nERROR two\n", "ERROR three\nERROR one\n"):
            with path.open("a") as file:
                file.write(text)
            reading = await probe.run(ctx)
    assert [group.example for group in reading.errors] == ["ERROR one", "ERROR three", "ERROR two"]


async def test_a_missing_file_is_the_targets_fault(tmp_path: Path) -> None:
    """An application that writes no log where one is expected is bad, and the file is named."""
    failed = await failed_once(Log(path=str(tmp_path / "none.log")))
    assert failed.error is ErrorClass.CONTENT
    assert "none.log" in failed.sentence.plain()


def test_a_wrong_pattern_is_refused_with_the_file() -> None:
    """A pattern that does not compile is an error of the inventory, not of the first run."""
    with pytest.raises(msgspec.ValidationError, match="regular expression"):
        msgspec.convert({"kind": "log", "path": "/x", "match": "("}, Log)

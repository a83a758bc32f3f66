"""What did not run is told last, and fails the run unless tests/skips.toml names it with its reason."""

import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

LIST = Path(__file__).parent.parent / "skips.toml"
MOST = 5


class Skip(NamedTuple):
    """A test that did not prove its promise."""

    test: str
    reason: str


SEEN = pytest.StashKey[list[Skip]]()


def allowed(path: Path = LIST) -> dict[str, str]:
    """Return the tests that may be skipped, each with its reason."""
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("skip", [])
    return {entry["test"]: entry["reason"] for entry in entries}


def verdict(seen: list[Skip], named: dict[str, str]) -> list[str]:
    """Return what is wrong with the skips of this run."""
    wrong = [
        f"{skip.test} was skipped ({skip.reason}) and {LIST.name} does not name it"
        for skip in seen
        if skip.test not in named
    ]
    if len(named) > MOST:
        wrong.append(f"{LIST.name} names {len(named)} tests; at most {MOST} are allowed")
    wrong.extend(f"{LIST.name}: {test} has no reason" for test, reason in named.items() if not reason.strip())
    return wrong


class Watcher:
    """Collects skips and expected failures, and speaks at the end."""

    def __init__(self) -> None:
        self.seen: list[Skip] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped or hasattr(report, "wasxfail"):
            self.seen.append(Skip(report.nodeid, str(getattr(report, "wasxfail", "") or _reason(report))))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.seen.append(Skip(report.nodeid, _reason(report)))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if verdict(self.seen, allowed()) and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Speak after everything else, for the last lines are the ones that are read."""
        lines = [f"SKIPPED {skip.test}: {skip.reason}" for skip in self.seen]
        lines += [f"NOT ALLOWED {line}" for line in verdict(self.seen, allowed())]
        sys.stdout.write("".join(f"{line}\n" for line in lines))


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    # A skip's long text is (file, line, reason).
    return str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Watcher(), "skip-watcher")

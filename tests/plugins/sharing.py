"""A worker that ends in the middle fails the test that it was at, and never keeps the run waiting.

The files of a worker that ended go back into the queue of pytest-xdist 3.8 as a whole, those with nothing
left to run among them. A worker that is given such a file has nothing to report, so it is given no more, and
the run waits for ever (pytest-xdist issues 1323, 1327 and 1378). One fall at the end took CI all its time.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController


class WholeFiles(LoadFileScheduling):  # type: ignore[misc]  # a library without annotations
    """Gives each worker whole files."""

    def remove_node(self, node: WorkerController) -> str | None:
        """Let others run what a worker has not, but for the test that it ended in; return that."""
        files: dict[str, dict[str, bool]] = self.assigned_work.pop(node)
        crashed = None
        for tests in files.values():
            for test, done in tests.items():
                if crashed is None and not done:
                    crashed = test
                    tests[test] = True
        self.workqueue.update({file: tests for file, tests in files.items() if not all(tests.values())})
        for other in self.nodes:
            self._reschedule(other)
        return crashed

    def schedule(self) -> None:
        """Give out work; twice, for one that comes late keeps its last test until told what follows."""
        super().schedule()
        for node in self.nodes:
            self._reschedule(node)


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> WholeFiles | None:
    """Share out by our own rule where whole files are wanted."""
    return WholeFiles(config, log) if config.getvalue("dist") == "loadfile" else None

"""Each fault of the demo casino, as the engine says it: all over one running program, at the same time."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.demo.client import ask
from tests.flows.alone import Alone, alone, seconds_since
from tests.flows.program import brief, check_of
from tests.plugins.evidence import Evidence

LONGEST = 40.0  # seconds after which is given up what does not show or does not end
POLL_SLACK = 0.5  # seconds between two looks, on a busy machine
WINDOW = 20.0  # seconds for which the log's check remembers an error


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A switch, the check that has to show it, and what it has to say."""

    kind: str
    check: str
    state: str = "CRITICAL"
    error: str | None = None
    says: str
    lingers: float = 0.0  # seconds for which it rightly shows after its end

    @property
    def service(self) -> str:
        """The service that is switched."""
        return self.check.partition("/")[0]

    @property
    def name(self) -> str:
        """What the test is called by."""
        return f"{self.kind}-{self.service}"


FAULTS = [
    # First, for it is the last to be over.
    Fault(kind="log-errors", check="jobs-1/log", state="WARNING", says="Errors in the log", lingers=WINDOW),
    Fault(kind="slow", check="bet-api/bet", says="Response time"),
    Fault(kind="error-500", check="lobby-api/catalogue", error="status", says="500"),
    Fault(kind="error-in-200", check="papermoor/launch", error="content", says="1007"),
    Fault(kind="error-in-200", check="paygrove/deposit", error="content", says="96"),
    Fault(kind="error-in-200", check="player-api/sign-in", error="content", says="API-503"),
    Fault(kind="refuse", check="cardlane/deposit", error="refused", says="refused"),
    Fault(kind="refuse", check="wallet-db/postgres", error="refused", says="refused"),
    Fault(kind="hang", check="kestrin-live/launch", error="timeout-read", says="1.4 s"),
    Fault(kind="hang", check="cache-1/redis", error="timeout-read", says="1.4 s"),
    Fault(kind="flap", check="support-api/chat", error="status", says="500"),
    Fault(kind="cert-expiring", check="tls-www/http", says="ertificate"),
    Fault(kind="cpu-burn", check="app-core-1/numbers", says="CPU"),
]  # fmt: skip


class Seen:
    """What becomes of one fault: switched on, shown, cleared as soon as it shows, good again."""

    def __init__(self, casino: Alone, fault: Fault) -> None:
        self.fault = fault
        self.after = 0.0  # seconds from the switch to the confirmed state
        self.cleared = 0.0  # seconds from clearing to a good state
        self.view: dict[str, Any] = {}  # the check when it was confirmed
        self.last = ""  # what the check said last
        self._casino = casino
        done = casino.run("demo", "fault", fault.service, fault.kind)
        assert done.returncode == 0, done.stderr
        self._step = time.monotonic()

    def look(self, status: dict[str, Any]) -> None:
        """Take the next step if the status allows it."""
        view = check_of(status, self.fault.check)
        self.last = f"{view['state']} {view['error']} {view['sentence']}"
        if not self.view and view["state"] == self.fault.state and not view["soft"]:
            self.view, self.after = view, seconds_since(self._step)
            ask(self._casino.state, do="clear", service=self.fault.service)
            self._step = time.monotonic()
        elif self.view and not self.cleared and view["state"] == "OK":
            self.cleared = seconds_since(self._step)


@pytest.fixture(scope="module")
def casino(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    """Give the demo and an engine that watches it, every check good."""
    with alone(tmp_path_factory.mktemp("casino")) as made:
        made.start("demo", log="demo.log")
        made.inventory = made.state / "demo-inventory.yaml"
        _wait(made.inventory.exists, 15)
        made.begin()
        made.all_good(30)
        yield made


@pytest.fixture(scope="module")
def seen(casino: Alone) -> dict[str, Seen]:
    """Switch every fault on and look until each has shown and is over; once a module."""
    record = {fault.name: Seen(casino, fault) for fault in FAULTS}
    end = time.monotonic() + LONGEST
    while time.monotonic() < end and not all(each.cleared for each in record.values()):
        status = casino.status()
        assert status is not None, casino.log()
        for each in record.values():
            each.look(status)
        time.sleep(0.05)
    return record


def _wait(is_so: Any, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.fault("N11")
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_shows_within_its_bound_and_clears(
    seen: dict[str, Seen], fault: Fault, evidence: Evidence
) -> None:
    """A fault is confirmed within D with the right class and sentence, and all is good once it is over."""
    it = seen[fault.name]
    assert it.view, f"{fault.check} never was {fault.state}: {it.last}"
    assert it.view["error"] == fault.error, it.view["sentence"]
    assert fault.says in it.view["sentence"]
    bound = it.view["detection_bound"] + POLL_SLACK
    assert it.after < bound
    assert it.view["incident"]
    assert 0 < it.cleared < bound + fault.lingers, it.last
    evidence(error=fault.error, seconds=it.after, cleared=it.cleared, sentence=it.view["sentence"])


def test_after_all_faults_the_casino_is_good_and_every_problem_is_closed(
    seen: dict[str, Seen], casino: Alone
) -> None:
    """When every fault is over nothing is left: no incident, no tone, every check good."""
    assert seen
    status = casino.until("all good", lambda now: now if now["summary"]["rank"] == "good" else None, 15)
    assert not status["incidents"], brief(status)
    assert status["summary"]["tone"] is None
    events = [event for event in casino.events() if event["kind"] == "incident"]
    opened = {event["subject"] for event in events if event["what"] == "opened"}
    closed = [event["subject"] for event in events if event["what"] == "closed"]
    assert sorted(closed) == sorted(opened)


def test_a_burn_says_when_it_ends(seen: dict[str, Seen], casino: Alone) -> None:
    """Burning CPU is limited to 60 s, and a fault with a time is over by itself."""
    assert seen
    told = casino.run("demo", "fault", "app-core-2", "cpu-burn")
    assert "for 60 s" in told.stdout
    longer = casino.run("demo", "fault", "app-core-2", "cpu-burn", "--for", "1h")
    assert "for 60 s" in longer.stdout
    assert casino.run("demo", "fault", "app-core-2", "cpu-burn", "--for", "500ms").returncode == 0
    _wait(lambda: "no faults" in casino.run("demo", "status").stdout, 5)

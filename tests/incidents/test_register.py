from msgspec.structs import replace

from app.incidents.register import CLOSED_KEPT, Register
from app.model.alert import AlertPhase
from tests.alerts.making import alert, at, incident


def test_a_closed_incident_can_still_be_found() -> None:
    """What was closed leaves the open ones, is the last closed, and stays for its last notices."""
    register = Register()
    register.put(incident())
    closed = replace(incident(), closed=at(9.0), alerts=())
    register.put(closed)
    assert register.sorted() == ()
    assert register.find("I-1") == closed
    assert register.last_closed == closed
    told = replace(closed, told=("ops",))
    register.put(told)
    assert register.last_closed == told


def test_only_a_few_closed_ones_are_kept() -> None:
    """The memory of closed incidents does not grow."""
    register = Register()
    for i in range(CLOSED_KEPT + 10):
        register.put(replace(incident(f"I-{i}"), closed=at(i)))
    assert register.find("I-0") is None
    assert register.find(f"I-{CLOSED_KEPT + 9}") is not None


def test_alerts_belong_to_one_incident() -> None:
    """An alert is found at its incident until it is forgotten."""
    register = Register()
    register.file("I-1", "kestrin", alert())
    assert register.home_of(alert().key) == ("I-1", "kestrin")
    register.unfile(alert().key)
    assert register.home_of(alert().key) is None
    assert not register.alerts_of("I-1")
    assert not list(register.keys_at("kestrin"))


def test_restored_incidents_find_their_alerts() -> None:
    """A stored alert keeps its phase; one that is missing is taken to be firing, never to be good."""
    resting = alert(phase=AlertPhase.RECOVERING)
    for given, phase in (([resting], AlertPhase.RECOVERING), ([], AlertPhase.FIRING)):
        register = Register()
        register.restore([incident()], given)
        assert [a.phase for a in register.alerts_of("I-1").values()] == [phase]

from msgspec.structs import replace

from app.incidents.grouping import Places, level_of, named, order, worse
from app.model.alert import AlertPhase
from app.model.state import ErrorClass
from app.model.suppression import Suppression, SuppressionKind
from app.model.target import ElementClass
from app.model.verdict import Level
from tests.alerts.making import alert, check, incident, target

TARGETS = {"pay": target("pay", "Paygrove"), "edge": target("edge", "Edge 1")}
CHECKS = [
    check("pay/in", name="Paygrove in"),
    check("pay/ping", name="Ping"),
    check("edge/ping", name="Ping"),
]
PLACES = Places(TARGETS, CHECKS)


def test_things_are_called_as_people_call_them() -> None:
    """A lone check is called by its target, one of several by its own name, with the target if need be."""
    assert PLACES.name_of("edge/ping") == "Edge 1"
    assert PLACES.name_of("pay/in") == "Paygrove in"
    assert PLACES.name_of("pay/ping") == "Paygrove (Ping)"
    assert PLACES.name_of("ghost/x") == "ghost/x"


def test_unknown_checks_have_a_place_too() -> None:
    """An alert of a check that is no longer in the inventory still belongs somewhere."""
    assert PLACES.target_of("ghost/x") == "ghost"
    assert PLACES.element_of("ghost") is ElementClass.APPLICATION_SERVER
    assert PLACES.element_of("pay") is ElementClass.GAME_PROVIDER


def test_the_level_is_that_of_the_worst_firing_alert() -> None:
    """Recovering alerts do not raise the level, and keep it where nothing fires."""
    mild = alert("pay/in", "response_time", level=Level.WARNING)
    resting = alert("pay/ping", phase=AlertPhase.RECOVERING)
    assert level_of((mild, resting), Level.CRITICAL) is Level.WARNING
    assert level_of((resting,), Level.CRITICAL) is Level.CRITICAL
    assert worse(Level.CRITICAL, Level.WARNING)
    assert not worse(Level.WARNING, Level.WARNING)


def test_the_worst_firing_alert_names_the_incident() -> None:
    """Title and cause are those of the worst alert that fires, of these the first."""
    mild = alert("pay/in", "response_time", level=Level.WARNING)
    late = alert("pay/ping", when=20.0, error=ErrorClass.REFUSED)
    first = alert("pay/in", when=10.0, error=ErrorClass.TIMEOUT_READ)
    assert named((mild, late, first), PLACES).title.plain() == "Paygrove in hangs"
    assert named((mild,), PLACES).cause.plain() == "No answer in 2 s"


def test_worst_and_untaken_come_first_and_the_explained_last() -> None:
    """The column begins with what needs somebody; of equals the newest is first."""
    given = [
        incident("I-1", blocked_by="I-4"),
        incident("I-2", Level.WARNING),
        incident("I-3", owner="Mira"),
        incident("I-4", opened=5.0),
        incident("I-5", opened=9.0),
    ]
    assert [i.id for i in sorted(given, key=order)] == ["I-5", "I-4", "I-3", "I-2", "I-1"]


def test_what_calls_for_somebody_comes_before_what_calls_for_nobody() -> None:
    """A lesser critical that nobody has stands before worse ones that are taken, silenced or planned."""
    quiet = Suppression(kind=SuppressionKind.SILENCE, by="S-1")
    given = [
        replace(incident("I-1", opened=9.0), suppressed=quiet),
        incident("I-2", owner="Mira", opened=8.0),
        replace(incident("I-3"), severity=3),
        incident("I-4", Level.WARNING),
    ]
    assert [i.id for i in sorted(given, key=order)] == ["I-3", "I-2", "I-4", "I-1"]

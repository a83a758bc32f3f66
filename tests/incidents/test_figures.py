import pytest
from msgspec.structs import replace

from app.incidents.figures import figures
from app.model.clock import Moment
from app.model.figures import Figures
from app.model.incident import Incident
from app.model.suppression import Suppression, SuppressionKind
from app.model.target import ElementClass
from tests.alerts.making import EPOCH, at, incident, target

TARGETS = {
    "kestrin": replace(target("kestrin"), labels={"region": "eu"}),
    "orbit": replace(target("orbit"), labels={"region": "us"}),
}


def over(
    identity: str,
    began: float,
    *,
    hard: float = 10.0,
    taken: float | None = None,
    lasted: float | None = 100.0,
    name: str = "kestrin",
) -> Incident:
    first: Moment | None = None if taken is None else at(began + hard + taken)
    return replace(
        incident(identity, target=name),
        began=at(began),
        opened=at(began + hard),
        first_acknowledged=first,
        closed=None if lasted is None else at(began + lasted),
    )


def test_no_incidents_no_figures() -> None:
    """Where nothing happened nothing is said."""
    assert figures([], {}) == Figures()


def test_means_over_what_happened() -> None:
    """Each figure is the mean over those incidents that have it."""
    found = figures(
        [
            over("I-1", 0.0, hard=10.0, taken=20.0, lasted=100.0),
            over("I-2", 1000.0, hard=20.0, lasted=300.0),
            over("I-3", 2000.0, hard=30.0, taken=40.0, lasted=None),
        ],
        TARGETS,
    )
    assert (found.count, found.closed, found.unacknowledged) == (3, 2, 1)
    assert found.detect == pytest.approx(20.0)
    assert found.acknowledge == pytest.approx(30.0)
    assert found.repair == pytest.approx(200.0)
    assert found.between == pytest.approx(1010.0)


@pytest.mark.parametrize(
    "left_out",
    [
        replace(over("I-9", 5.0), withdrawn=True),
        replace(over("I-9", 5.0), merged_into="I-1"),
        replace(over("I-9", 5.0), suppressed=Suppression(kind=SuppressionKind.MAINTENANCE, by="M-1")),
    ],
)
def test_what_is_no_failure_of_its_own_is_not_counted(left_out: Incident) -> None:
    """Withdrawn and merged incidents and planned work change no figure."""
    alone = figures([over("I-1", 0.0)], TARGETS)
    assert figures([over("I-1", 0.0), left_out], TARGETS) == alone


def test_silenced_failures_count() -> None:
    """A silence keeps people from being told; the failure was one all the same."""
    silenced = replace(over("I-1", 0.0), suppressed=Suppression(kind=SuppressionKind.SILENCE, by="S-1"))
    assert figures([silenced], TARGETS).count == 1


def test_figures_of_a_part() -> None:
    """A time, a label and a class each narrow what is counted."""
    given = [over("I-1", 0.0), over("I-2", 500.0, name="orbit"), over("I-3", 900.0)]
    assert figures(given, TARGETS, since=EPOCH + 400.0).count == 2
    assert figures(given, TARGETS, label="region=eu").count == 2
    assert figures(given, TARGETS, label="region=us").count == 1
    assert figures(given, TARGETS, label="region").count == 3
    assert figures(given, TARGETS, label="brand").count == 0
    assert figures(given, {}, label="region").count == 0
    assert figures(given, TARGETS, element=ElementClass.GAME_PROVIDER).count == 3
    assert figures(given, TARGETS, element=ElementClass.PAYMENT).count == 0


def test_time_between_failures_by_target() -> None:
    """Each target has its own time between failures; those that fail most come first."""
    given = [
        over("I-1", 0.0),
        over("I-2", 100.0, name="orbit"),
        over("I-3", 400.0),
        over("I-4", 1000.0),
    ]
    found = figures(given, TARGETS).targets
    assert [(each.target, each.count) for each in found] == [("kestrin", 3), ("orbit", 1)]
    assert found[0].between == pytest.approx(500.0)
    assert found[1].between is None


def test_an_incident_of_several_targets_counts_for_each() -> None:
    """A group is one incident in all and one at each of its targets."""
    found = figures([replace(over("I-1", 0.0), targets=("kestrin", "orbit"))], TARGETS)
    assert found.count == 1
    assert [each.target for each in found.targets] == ["kestrin", "orbit"]


def test_the_order_in_which_they_are_given_does_not_matter() -> None:
    """Figures are the same whatever the store gives first."""
    given = [over("I-1", 0.0), over("I-2", 300.0), over("I-3", 900.0)]
    assert figures(given, TARGETS) == figures(given[::-1], TARGETS)


def test_a_clock_that_was_set_gives_no_negative_time() -> None:
    """What seems to end before it began took no time."""
    assert figures([over("I-1", 0.0, lasted=-50.0)], TARGETS).repair == 0.0

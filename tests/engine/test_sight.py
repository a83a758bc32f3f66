from app.engine.sight import Sight, reached
from app.model.anchor import Role
from app.model.clock import Moment
from app.model.sample import Sample
from app.model.state import ErrorClass

GATEWAY: tuple[str, Role] = ("gateway 192.0.2.1", "gateway")
SERVER: tuple[str, Role] = ("name server 192.0.2.53", "names")


def chosen(*checks: str) -> Sight:
    """Return a sight over references of the inventory."""
    sight = Sight()
    sight.choose({check: check for check in checks}, automatic=False)
    return sight


def found(*anchors: tuple[str, Role], proved: bool = True) -> Sight:
    """Return a sight over anchors of this machine, which answered at second 1 if they are proved."""
    sight = Sight()
    sight.find(anchors)
    for name, _ in anchors if proved else ():
        sight.hear_anchor(name, 1.0, answered=True)
    return sight


def sample(error: ErrorClass | None) -> Sample:
    """Return a run that ended so."""
    now = Moment(wall=1.0, mono=1.0)
    return Sample(check="a/b", started=now, ended=now, error=error)


def test_without_references_nothing_is_blind() -> None:
    """However much fails, without references it may all be true."""
    sight = chosen()
    sight.hear_failure(5.0)
    assert not sight.is_blind()
    assert not sight.can_judge()


def test_all_references_failing_is_blindness_and_one_working_is_not() -> None:
    """At least two references of the inventory, all silent since any of them answered."""
    sight = chosen("a/x", "b/x")
    sight.hear_check("a/x", 1.0, answered=False)
    assert not sight.is_blind()
    sight.hear_check("b/x", 2.0, answered=False)
    assert sight.is_blind()
    sight.hear_check("a/x", 3.0, answered=True)
    assert not sight.is_blind()
    sight.hear_check("a/x", 4.0, answered=False)
    assert not sight.is_blind(), "the other has not been asked since this one answered"
    sight.hear_check("b/x", 5.0, answered=False)
    assert sight.is_blind()
    alone = chosen("a/x")
    alone.hear_check("a/x", 1.0, answered=False)
    assert not alone.is_blind()
    assert not alone.can_judge()


def test_what_never_answered_is_no_reference() -> None:
    """A gateway that is silent by nature makes nobody blind."""
    sight = found(GATEWAY, SERVER, proved=False)
    sight.hear_anchor(GATEWAY[0], 1.0, answered=False)
    sight.hear_anchor(SERVER[0], 1.0, answered=False)
    assert not sight.is_blind()
    sight.hear_anchor(SERVER[0], 2.0, answered=True)
    sight.hear_anchor(SERVER[0], 3.0, answered=False)
    assert not sight.is_blind(), "one alone needs a witness"
    sight.hear_failure(3.5)
    assert sight.is_blind()


def test_the_machines_anchors_make_blind_together() -> None:
    """Gateway and name server silent in one look is enough, whatever else is watched."""
    sight = found(GATEWAY, SERVER)
    sight.hear_anchor(GATEWAY[0], 2.0, answered=False)
    assert not sight.is_blind()
    sight.hear_anchor(SERVER[0], 2.0, answered=False)
    assert sight.is_blind()
    sight.hear_anchor(SERVER[0], 3.0, answered=True)
    assert not sight.is_blind()
    assert sight.answered_since(3.0)
    assert not sight.answered_since(3.1)


def test_an_answer_from_beyond_makes_silent_anchors_count_no_more() -> None:
    """A gateway that stopped to answer pings does not hide real outages for ever."""
    sight = found(GATEWAY, SERVER)
    for name, _ in (GATEWAY, SERVER):
        sight.hear_anchor(name, 2.0, answered=False)
    assert sight.is_blind()
    sight.hear_beyond(1.5)
    assert sight.is_blind(), "that answer is older than the silence"
    sight.hear_beyond(2.5)
    assert not sight.is_blind()
    assert not sight.can_judge()
    sight.hear_anchor(SERVER[0], 9.0, answered=True)
    assert sight.can_judge()


def test_an_anchor_stays_until_its_role_is_taken() -> None:
    """Who has lost his route is cut off, and who has moved to another network is not."""
    sight = found(GATEWAY, SERVER)
    sight.find([SERVER])
    sight.hear_anchor(GATEWAY[0], 2.0, answered=False)
    sight.hear_anchor(SERVER[0], 2.0, answered=False)
    assert sight.is_blind()
    sight.find([("gateway 10.0.0.1", "gateway"), ("name server 10.0.0.1", "names")])
    assert not sight.is_blind()


def test_chosen_references_go_before_those_of_the_machine() -> None:
    """Two of the inventory are enough; one is helped by the machine's own; these can be left out."""
    sight = found(GATEWAY, SERVER)
    sight.choose({"a/x": "A", "b/x": "B"}, automatic=True)
    assert len(sight.in_use) == 2
    sight.choose({"a/x": "A"}, automatic=True)
    assert len(sight.in_use) == 3
    sight.choose({}, automatic=False)
    assert not sight.can_judge()


def test_blindness_outlasts_a_restart_until_anything_answers() -> None:
    """An engine that is started again in the dark calls nothing an outage before it has seen."""
    sight = Sight()
    sight.assume_blind()
    sight.find([GATEWAY])
    sight.hear_anchor(GATEWAY[0], 1.0, answered=False)
    assert sight.is_blind()
    sight.hear_anchor(GATEWAY[0], 2.0, answered=True)
    assert not sight.is_blind()


def test_an_answer_that_is_bad_is_an_answer() -> None:
    """A reference that answers 500 proves that the way is open; our own fault proves nothing."""
    assert reached(sample(None))
    assert reached(sample(ErrorClass.STATUS))
    assert reached(sample(ErrorClass.REFUSED)) is False, "a firewall of this machine refuses as well"
    assert reached(sample(ErrorClass.LATE)) is None

from app.analysis.wording import failure, metric_of, overdue, wording_of
from app.model.phrase import NOTHING, phrase
from app.model.quantity import Unit
from app.model.state import ErrorClass
from tests.alerts.making import check


def test_every_error_class_has_a_sentence() -> None:
    """Where a probe says nothing, the class of the error still says something."""
    assert all(failure(error, NOTHING).plain() for error in ErrorClass)
    assert failure(ErrorClass.DNS, phrase("Own words")).plain() == "Own words"


def test_a_metric_is_called_by_its_title() -> None:
    """Metrics of the probe, the two that every check has, and unknown ones all have a title."""
    assert metric_of(check(), "disk:/var").title == "Disk"
    assert metric_of(check(), "response_time").unit is Unit.SECONDS
    assert metric_of(check(), "open_bets").title == "Open bets"


def test_an_instance_is_foreign_text() -> None:
    """The name of an instance is cleaned before it stands in a sentence."""
    wording = wording_of(metric_of(check(), "disk"))
    assert wording.named("disk:/va\x1b[31mr\n") == "Disk /va[31mr"
    assert len(wording.named("disk:" + "x" * 500)) < 80


def test_limits_from_below_are_told_as_such() -> None:
    """A value that is too small is told with the least that is good."""
    wording = wording_of(metric_of(check(), "certificate"))
    assert wording.beyond("certificate", 5.0, 7.0, below=True).plain() == "Certificate 5 d, at least 7 d"


def test_a_stale_check_names_no_running_age() -> None:
    """The sentence of a stale check does not change with each second."""
    assert overdue(90.0).plain() == "No result for more than 1 min"

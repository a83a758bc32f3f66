from typing import Any

from app.engine.faces import faces_of
from app.model.check import Check
from app.model.rule import Threshold
from probes.http import Http


def check(number: int, **changes: Any) -> Check:
    """Return a check of a page with a limit."""
    given: dict[str, Any] = {
        "id": f"t{number}/page",
        "target": f"t{number}",
        "name": "Page",
        "short": "Page",
        "probe": Http(url=f"https://{number}.example/"),
        "interval": 10,
        "timeout": 5,
        "retry_interval": 10,
        "attempts": 3,
        "rules": (Threshold(metric="response_time", warning=0.4, critical=2.0),),
    }
    return Check(**(given | changes))


def test_checks_that_are_alike_share_what_their_views_say() -> None:
    """Title, unit and limits of a series are found once for all checks with the same metrics and rules."""
    one, other = check(1), check(2)
    assert faces_of(one) is faces_of(other)
    face = faces_of(one).of(one, "response_time")
    assert (face.title, face.warning, face.critical) == ("Response time", 0.4, 2.0)
    assert faces_of(other).of(other, "response_time") is face


def test_other_limits_are_another_face() -> None:
    """A check with rules of its own does not show the limits of another."""
    plain, strict = check(1), check(2, rules=(Threshold(metric="response_time", warning=0.1),))
    assert faces_of(plain).of(plain, "response_time").warning == 0.4
    assert faces_of(strict).of(strict, "response_time").warning == 0.1
    assert faces_of(strict).of(strict, "certificate_days").warning is None

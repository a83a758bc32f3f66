import pytest
from msgspec.structs import replace

from app.incidents.title import title_of
from app.model import reasons
from app.model.phrase import Phrase, phrase
from app.model.rule import FLAPPING, NO_DATA, SAID, UP
from app.model.state import STATE_OF_ERROR, ErrorClass, State
from app.model.verdict import Level
from tests.alerts.making import alert


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ErrorClass.TIMEOUT_READ, "Kestrin Live hangs"),
        (ErrorClass.REFUSED, "Kestrin Live refuses connections"),
        (ErrorClass.CONTENT, "Kestrin Live answers with errors"),
        (ErrorClass.UNREACHABLE, "Kestrin Live is unreachable"),
        (None, "Kestrin Live fails"),
    ],
)
def test_a_failure_says_what_happens(error: ErrorClass | None, words: str) -> None:
    """The title is a sentence of what happens, by the class of the error."""
    assert title_of(alert(rule=UP, error=error), "Kestrin Live", "Kestrin").plain() == words


def test_every_fault_of_a_target_has_words_of_its_own() -> None:
    """No error class of a target is merely said to fail."""
    for error, state in STATE_OF_ERROR.items():
        if state is State.CRITICAL:
            assert title_of(alert(error=error), "X", "X").plain() != "X fails"


def test_what_flaps_is_said_to_flap() -> None:
    """Good and bad in turn is no outage, and is not called one."""
    assert title_of(alert(rule=FLAPPING), "Paygrove in", "Paygrove").plain() == "Paygrove in flaps"


def test_rules_have_words() -> None:
    """Slowness, errors, values, missing proof and anything else are told apart."""
    slow = replace(alert(rule="response_time"), metric="response_time")
    assert title_of(slow, "Paygrove in", "Paygrove").plain() == "Paygrove in is slow"
    failing = replace(alert(rule="error_rate"), metric="error_rate")
    assert title_of(failing, "Paygrove in", "Paygrove").plain() == "Paygrove in fails often"
    ending = replace(alert(rule="certificate_days"), metric="certificate_days")
    assert title_of(ending, "tls-www", "tls-www").plain() == "tls-www: certificate expires soon"
    reason = phrase("{metric} {value}, limit {limit}", metric="Memory", value="91 %", limit="90 %")
    full = replace(alert(rule="memory"), metric="memory", reason=reason)
    assert title_of(full, "wallet-3 (system)", "wallet-3").plain() == "wallet-3: memory too high"
    assert title_of(alert(rule=NO_DATA), "Malta site", "Malta").plain() == "Malta site: no proof"
    assert title_of(alert(rule=SAID), "Nightly backup", "db-1").plain() == "Nightly backup warns"
    assert title_of(alert(rule="odd"), "X", "X").plain() == "X: odd is not good"


def test_abbreviations_keep_their_capitals() -> None:
    """A metric's title is bent into the sentence, an abbreviation is not."""
    reason = phrase("{metric} {value}, limit {limit}", metric="CPU load", value="97 %", limit="90 %")
    busy = replace(alert(rule="cpu"), metric="cpu", reason=reason)
    assert title_of(busy, "app-1", "app-1").plain() == "app-1: CPU load too high"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (reasons.RISES, "shop: orders rises fast"),
        (reasons.FALLS, "shop: orders falls fast"),
        (reasons.CHANGES, "shop: orders changes fast"),
        (reasons.ABSENT, "shop: orders is missing"),
        (reasons.RUNS_FAIL, "Shop fails often"),
        (reasons.EVENTS_FAIL, "shop: orders too often"),
        (reasons.BURNS, "Shop uses up its error budget"),
        (reasons.BURNS_YOUNG, "Shop uses up its error budget"),
        (reasons.ABOVE_PEERS, "shop: orders above its peers"),
        (reasons.BELOW_PEERS, "shop: orders below its peers"),
        (reasons.FELL, "shop: orders has dropped"),
        (reasons.FELL_BY_HOUR, "shop: orders has dropped"),
        (reasons.UNDER_FLOOR, "shop: orders has dropped"),
        (reasons.TOGETHER, "Shop is down"),
        (reasons.TOGETHER_UNKNOWN, "Shop is down"),
    ],
)
def test_rules_over_time_and_others_say_what_happens(reason: Phrase, words: str) -> None:
    """What changes, is missing, fails, burns, differs, drops or is down together has words of its own."""
    given = phrase(reason.template, metric="Orders", value="1", limit="2")
    assert title_of(replace(alert(rule="any"), reason=given), "Shop", "shop").plain() == words


def test_a_composite_that_warns_is_impaired() -> None:
    """Down is what is critical."""
    given = replace(alert(rule="composite", level=Level.WARNING), reason=phrase(reasons.TOGETHER.template))
    assert title_of(given, "Shop", "shop").plain() == "Shop is impaired"

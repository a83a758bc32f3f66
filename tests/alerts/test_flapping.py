from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.alerts.flapping import RESULTS, Flaps, counted, flapping
from app.model.alert import Alert
from app.model.check import Check, Flapping
from app.model.rule import FLAPPING, UP
from app.model.verdict import Level, Verdict
from tests.alerts.making import alert, at, check, verdict

results = st.lists(st.booleans(), max_size=60)


def fed(pattern: str) -> Flaps:
    """Return the memory after results: ``.`` good, ``w`` a warning, ``x`` critical."""
    flaps = Flaps()
    for sign in pattern:
        flaps.add({".": Level.GOOD, "w": Level.WARNING, "x": Level.CRITICAL}[sign])
    return flaps


def said(flaps: Flaps, *alerts: Alert, it: Check | None = None) -> Verdict | None:
    """Return the rule's verdict beside these alerts."""
    return flapping(it or check(), flaps, {each.key.rule: each for each in alerts}, at(0))


@given(results)
def test_the_share_is_nagios_own_sum(history: list[bool]) -> None:
    """The tables give what the published formula gives over the newest 21 results."""
    flaps = Flaps()
    for bad in history:
        flaps.add(Level.CRITICAL if bad else Level.GOOD)
    window = history[-RESULTS:]
    window = [*window[:1] * (RESULTS - len(window)), *window]
    plain = sum(
        0.8 + 0.4 * place / (RESULTS - 2)
        for place, (older, newer) in enumerate(pairwise(window))
        if older != newer
    )
    assert flaps.share == pytest.approx(plain / (RESULTS - 1))
    assert flaps.bad == bool(history and history[-1])


def test_nine_changes_begin_it_and_eight_do_not() -> None:
    """Good and bad in turn it takes ten results; one outage and its end are no flapping."""
    assert said(fed(".x.x.x.x.")) is None
    began = said(fed(".x.x.x.x.x"))
    assert began is not None
    assert (began.level, began.rule) == (Level.CRITICAL, FLAPPING)
    assert said(fed("." * 20 + "x" * 5 + "." * 5)) is None
    assert said(fed("x" * 30)) is None


def test_it_ends_once_it_is_calm_and_not_amid_bad_results_that_are_not_confirmed() -> None:
    """Calm and good ends it; calm and bad only while something else says that the target is bad."""
    present = alert(rule=FLAPPING)
    again = said(fed(".x" * 11 + "." * 10), present)
    assert again is not None
    assert again.level is Level.CRITICAL
    good = said(fed(".x" * 11 + "." * 16), present)
    assert good is not None
    assert good.level is Level.GOOD
    bad = fed(".x" * 11 + "x" * 17)
    still, over = said(bad, present), said(bad, present, alert(rule=UP))
    assert still is not None
    assert over is not None
    assert (still.level, over.level) == (Level.CRITICAL, Level.GOOD)


def test_it_is_as_bad_as_its_results_and_never_becomes_milder() -> None:
    """Warnings in turn are a warning; a critical one makes it critical for good."""
    mild = said(fed(".w" * 8))
    assert mild is not None
    assert mild.level is Level.WARNING
    kept = said(fed(".w" * 8), alert(rule=FLAPPING))
    assert kept is not None
    assert kept.level is Level.CRITICAL


def test_limits_are_the_checks_own_and_off_is_never() -> None:
    """A check may be more or less patient, or not be looked at."""
    restless = fed("." * 12 + ".x" * 4)
    assert said(restless) is None
    assert said(restless, it=replace(check(), flapping=Flapping(high=0.3))) is not None
    assert said(fed(".x" * 20), it=replace(check(), flapping=None)) is None


def test_what_proves_nothing_is_no_result() -> None:
    """A result without judgement neither changes the window nor counts as calm."""
    flaps = fed(".x" * 12)
    before = flaps.share
    assert not counted(flaps, [verdict(Level.NONE, 1.0)])
    assert flaps.share == before
    assert counted(flaps, [verdict(Level.NONE, 1.0, rule="slow"), verdict(Level.GOOD, 1.0)])


def test_after_a_restart_it_has_to_prove_itself_calm() -> None:
    """What is known to flap is taken to go on until as many results as ever say otherwise."""
    flaps = Flaps()
    flaps.suppose(Level.CRITICAL)
    assert flaps.share == pytest.approx(1.0)
    flaps.add(Level.GOOD)
    assert flaps.share > 0.9

"""Whether a rule can ever say anything, and what it says can end."""

from collections.abc import Mapping

from app.inventory.entry import limits
from app.inventory.entry.explain import span
from app.inventory.entry.timing import Timing
from app.inventory.text.tree import Spot
from app.model.metric import Metric
from app.model.phrase import foreign, phrase
from app.model.quantity import Unit
from app.model.rule import (
    Absence,
    Baseline,
    Burn,
    Composite,
    Peer,
    Rate,
    Ratio,
    Rule,
    Span,
    Threshold,
    Volume,
)  # fmt: skip


def is_sound(
    rule: Rule,
    metric: Metric | None,
    metrics: Mapping[str, Metric] | None,
    timing: Timing | None,
    spot: Spot,
) -> bool:
    """Return whether a rule makes sense; what does not is reported.

    ``metrics`` is empty where the probe asks nothing.
    """
    if metrics == {} and not isinstance(rule, Composite):
        spot.report(
            "nothing-measured",
            phrase("this check asks nothing, so there is nothing to judge but other checks"),
            phrase("give a rule of kind composite, or another kind of probe"),
        )
        return False
    unit = metric.unit if metric else Unit.NONE
    match rule:
        case Threshold():
            sound = limits.sensible(rule, unit, spot, below=rule.below)
        case Baseline():
            sound = _holds(rule.window, rule.min_points, timing, spot.at("window"), fewer="min_points")
        case Rate() | Volume():
            sound = _spanned(rule, unit, timing, spot)
        case Ratio() | Burn():
            sound = _counted(rule, timing, spot)
        case Composite():
            sound = _composed(rule, spot)
        case Absence() | Peer():
            sound = True
    return sound


def _spanned(rule: Rate | Volume, unit: Unit, timing: Timing | None, spot: Spot) -> bool:
    if isinstance(rule, Rate):
        if rule.counter and rule.direction != "rise":
            spot.at("direction").report(
                "counter-never-falls",
                phrase("a counter only rises; where it is smaller, it began anew"),
                phrase("write direction: rise, or take 'counter' out; for too little there is kind: volume"),
            )
            return False
        # in a minute more than the whole may come and go
        sound = limits.sensible(rule, unit, spot, whole=False)
    elif rule.floor is not None and rule.warning is None and rule.critical is None:
        sound = True
    else:
        sound = limits.sensible(rule, Unit.RATIO, spot, below=True)
    return sound and _holds(rule.over, 2, timing, spot.at("over"))


def _counted(rule: Ratio | Burn, timing: Timing | None, spot: Spot) -> bool:
    if bool(rule.bad) != bool(rule.total):
        given, needed = ("bad", "total") if rule.bad else ("total", "bad")
        spot.at(given).report(
            "half-a-ratio",
            phrase("{given} is given without {needed}", given=given, needed=needed),
            phrase("give both, or none of them: then the check's own runs count"),
        )
        return False
    if isinstance(rule, Ratio):
        return limits.sensible(rule, Unit.RATIO, spot) and (
            bool(rule.bad) or _holds(rule.window, rule.least, timing, spot.at("window"), fewer="least")
        )
    each = [_burns(each, rule, timing, spot.at("windows", place)) for place, each in enumerate(rule.windows)]
    return all(each)


def _burns(windows: Span, rule: Burn, timing: Timing | None, spot: Spot) -> bool:
    if windows.short >= windows.long:
        spot.at("short").report(
            "windows-out-of-order",
            phrase(
                "the short window of {short} is not shorter than the long one of {long}",
                short=span(windows.short),
                long=span(windows.long),
            ),
            phrase("a twelfth of the long one is usual: {short}", short=span(windows.long / 12)),
        )
        return False
    least = 1 if rule.bad else rule.least
    return _holds(windows.short, 2, timing, spot.at("short")) and _holds(
        windows.long, least, timing, spot.at("long"), fewer="least"
    )


def _holds(window: float, count: int, timing: Timing | None, spot: Spot, fewer: str = "") -> bool:
    """Return whether a window, which stands at ``spot``, holds so many runs."""
    if timing is None:
        return True
    needed = count * timing.interval
    if window >= needed:
        return True
    key = str(spot.path[-1])
    remedy = phrase("give {key} of {needed} or more, or a shorter interval", key=key, needed=span(needed))
    if fewer:
        remedy = phrase(
            "give a {key} of {needed} or more, or fewer {fewer}", key=key, needed=span(needed), fewer=fewer
        )
    spot.report(
        "window-too-short",
        phrase(
            "at one run each {interval}, a window of {window} never holds {count} points",
            interval=span(timing.interval),
            window=span(window),
            count=str(count),
        ),
        remedy,
    )
    return False


def _composed(rule: Composite, spot: Spot) -> bool:
    given = [name for name in ("all", "any", "of") if getattr(rule, name)]
    if len(given) != 1:
        spot.report(
            "no-members" if not given else "too-many-lists",
            phrase("exactly one list of checks is needed, there are {count}", count=str(len(given))),
            phrase("give all: […], any: […], or of: […] with at_least: 2"),
        )
        return False
    count = len(rule.members)
    if (given == ["of"]) != (rule.at_least is not None) or (rule.at_least or 0) > count:
        spot.at("at_least" if rule.at_least is not None else given[0]).report(
            "bad-count",
            phrase("at_least goes with 'of', and is not more than its {count} checks", count=str(count)),
            phrase("give of: […] and at_least: a number from 1 to {count}", count=str(count)),
        )
        return False
    return _each_once(rule, spot.at(given[0]))


def _each_once(rule: Composite, spot: Spot) -> bool:
    for place, member in enumerate(rule.members):
        if member in rule.members[:place]:
            spot.at(place).report(
                "duplicate-member",
                phrase("{name} is named twice", name=foreign(member, 60)),
                phrase("remove one of them"),
            )
            return False
    return True

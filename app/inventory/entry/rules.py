"""The rules of a check: limits in the metric's unit, and whether they make sense together."""

from collections.abc import Mapping
from typing import Any, Final

from app.inventory.entry.explain import span
from app.inventory.entry.fit import fit
from app.inventory.entry.timing import Timing
from app.inventory.text.nearest import allowed
from app.inventory.text.tree import BROKEN, Spot
from app.inventory.text.units import EXAMPLE, amount, guessed
from app.model.metric import ERROR_RATE, RESPONSE_TIME, Metric, base_name
from app.model.phrase import foreign, phrase
from app.model.probe import Probe
from app.model.quantity import Unit, figures, quantity
from app.model.rule import FLAPPING, NO_DATA, SAID, UP, Baseline, Rule, Threshold

_LIMITS: Final = ("warning", "critical", "recovery")
_KINDS: Final[Mapping[str, type[Rule]]] = {"threshold": Threshold, "baseline": Baseline}
_RESERVED: Final = frozenset({UP, NO_DATA, SAID, FLAPPING})


def measured(probe: Probe | None) -> Mapping[str, Metric] | None:
    """Return what a probe measures by name; None where it does not say, or is not understood itself."""
    if probe is None or not probe.measured:
        return None
    timed = (RESPONSE_TIME,) if probe.timed else ()
    return {metric.name: metric for metric in (*timed, ERROR_RATE, *probe.measured)}


class RuleReader:
    """Reads the rules of one check."""

    def __init__(self, metrics: Mapping[str, Metric] | None, timing: Timing | None) -> None:
        self._metrics = metrics
        self._timing = timing
        self._seen: set[str] = set()

    def read(self, raw: list[Any], spot: Spot) -> tuple[Rule, ...]:
        """Return the good ones; whatever is wrong is reported."""
        rules = [self._rule(each, spot.at(index)) for index, each in enumerate(raw)]
        return tuple(rule for rule in rules if rule is not None)

    def _rule(self, raw: Any, spot: Spot) -> Rule | None:
        kind = _kind(raw, spot)
        if kind is None:
            return None
        metric = self._metric(raw, spot)
        if kind is Threshold:
            raw = {**raw, **_limits(raw, metric, spot)}
        rule: Rule | None = fit(raw, kind, spot)
        if rule is None:
            return None
        good = self._unique(rule, spot)
        if isinstance(rule, Threshold):
            good = _sensible(rule, metric, spot) and good
        else:
            good = self._long_enough(rule, spot) and good
        return rule if good else None

    def _metric(self, raw: dict[str, Any], spot: Spot) -> Metric | None:
        name = raw.get("metric")
        if not isinstance(name, str):
            return None
        if self._metrics is None:
            return {RESPONSE_TIME.name: RESPONSE_TIME, ERROR_RATE.name: ERROR_RATE}.get(name)
        metric = self._metrics.get(name) or self._metrics.get(base_name(name))
        if metric is None:
            spot.at("metric").report(
                "unknown-metric",
                phrase("this kind of probe does not measure {name}", name=foreign(name, 60)),
                allowed(name, self._metrics),
            )
        return metric

    def _unique(self, rule: Rule, spot: Spot) -> bool:
        place = spot.at("name" if rule.name else "metric")
        if rule.id in _RESERVED:
            place.report(
                "reserved-name",
                phrase("every check has a rule called {name} already", name=rule.id),
                phrase("give another name"),
            )
            return False
        if rule.id in self._seen:
            place.report(
                "duplicate-rule",
                phrase("this check has two rules called {name}", name=foreign(rule.id, 60)),
                phrase("give one of them a name of its own"),
            )
            return False
        self._seen.add(rule.id)
        return True

    def _long_enough(self, rule: Baseline, spot: Spot) -> bool:
        if self._timing is None:
            return True
        needed = rule.min_points * self._timing.interval
        if rule.window >= needed:
            return True
        spot.at("window").report(
            "window-too-short",
            phrase(
                "at one run each {interval}, a window of {window} never holds {count} points",
                interval=span(self._timing.interval),
                window=span(rule.window),
                count=str(rule.min_points),
            ),
            phrase("give a window of {needed} or more, or fewer min_points", needed=span(needed)),
        )
        return False


def _kind(raw: Any, spot: Spot) -> type[Rule] | None:
    if raw is BROKEN:
        return None
    if not isinstance(raw, dict):
        spot.report(
            "not-a-mapping",
            phrase("a rule is a block of keys"),
            phrase("write {form}", form="{kind: threshold, metric: response_time, warning: 400ms}"),
        )
        return None
    name = raw.get("kind")
    if name is None:
        spot.report(
            "missing-key",
            phrase("{key} is missing", key="kind"),
            phrase("add kind: {words}", words=" or ".join(_KINDS)),
        )
    elif name is not BROKEN and str(name) not in _KINDS:
        spot.at("kind").report(
            "unknown-rule",
            phrase("there is no rule called {name}", name=foreign(str(name), 60)),
            allowed(str(name), _KINDS),
        )
    return _KINDS.get(str(name))


def _limits(raw: dict[str, Any], metric: Metric | None, spot: Spot) -> dict[str, Any]:
    """Return the limits that are texts as numbers in the metric's unit."""
    return {
        name: _limit(raw[name], metric.unit if metric else None, spot.at(name))
        for name in _LIMITS
        if isinstance(raw.get(name), str)
    }


def _limit(text: str, unit: Unit | None, spot: Spot) -> Any:
    meant = guessed(text)
    value = amount(text, unit or meant or Unit.NONE)
    if value is not None:
        return value
    if meant is None or unit is None:
        spot.report(
            "bad-quantity",
            phrase("{text} is not an amount", text=foreign(text, 60)),
            phrase(
                "write a number, or a number with its unit: {examples}", examples=EXAMPLE[unit or Unit.RATIO]
            ),
        )
    else:
        spot.report(
            "wrong-unit",
            phrase("{text} is not an amount of what this metric measures", text=foreign(text, 60)),
            phrase("write it as {examples}", examples=EXAMPLE[unit]),
        )
    return BROKEN


def _sensible(rule: Threshold, metric: Metric | None, spot: Spot) -> bool:
    unit = metric.unit if metric else Unit.NONE
    return (
        _has_limit(rule, spot)
        and _within_ratio(rule, unit, spot)
        and _in_order(rule, unit, spot)
        and _recovers(rule, unit, spot)
    )


def _has_limit(rule: Threshold, spot: Spot) -> bool:
    if rule.warning is None and rule.critical is None:
        spot.report(
            "no-limit",
            phrase("the rule has neither warning nor critical"),
            phrase("give at least one of them"),
        )
        return False
    return True


def _within_ratio(rule: Threshold, unit: Unit, spot: Spot) -> bool:
    if unit is not Unit.RATIO:
        return True
    for name in _LIMITS:
        value: float | None = getattr(rule, name)
        if value is not None and not 0 <= value <= 1:
            spot.at(name).report(
                "beyond-the-whole",
                phrase(
                    "{value} is {percent} % of the whole", value=figures(value), percent=figures(value * 100)
                ),
                phrase("write a per cent sign, as 90%, or a share from 0 to 1"),
            )
            return False
    return True


def _in_order(rule: Threshold, unit: Unit, spot: Spot) -> bool:
    if rule.warning is None or rule.critical is None:
        return True
    if (rule.warning > rule.critical) if rule.below else (rule.warning < rule.critical):
        return True
    word = "above" if rule.below else "below"
    spot.at("warning").report(
        "limits-out-of-order",
        phrase(
            "warning {warning} is not {word} critical {critical}",
            warning=quantity(rule.warning, unit),
            word=word,
            critical=quantity(rule.critical, unit),
        ),
        phrase("exchange them, or turn 'below' round: it says that small values are the bad ones"),
    )
    return False


def _recovers(rule: Threshold, unit: Unit, spot: Spot) -> bool:
    mildest = rule.warning if rule.warning is not None else rule.critical
    if rule.recovery is None or mildest is None:
        return True
    if (rule.recovery >= mildest) if rule.below else (rule.recovery <= mildest):
        return True
    spot.at("recovery").report(
        "recovery-on-the-bad-side",
        phrase(
            "recovery {recovery} lies beyond the limit {limit}",
            recovery=quantity(rule.recovery, unit),
            limit=quantity(mildest, unit),
        ),
        phrase("give a value on the good side of {limit}", limit=quantity(mildest, unit)),
    )
    return False

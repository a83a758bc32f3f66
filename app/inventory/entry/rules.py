"""The rules of a check: amounts in the metric's unit, names that are unique."""

from collections.abc import Mapping
from typing import Any, Final

from app.inventory.entry import limits, soundness
from app.inventory.entry.fit import fit
from app.inventory.entry.timing import Timing
from app.inventory.text.nearest import allowed
from app.inventory.text.tree import BROKEN, Spot
from app.inventory.text.units import EXAMPLE, amount, guessed
from app.model.metric import ERROR_RATE, RESPONSE_TIME, Metric, base_name
from app.model.phrase import foreign, phrase
from app.model.probe import Probe
from app.model.quantity import Unit
from app.model.rule import (
    FLAPPING,
    NO_DATA,
    RULES,
    SAID,
    UP,
    Burn,
    Peer,
    Rate,
    Ratio,
    Rule,
    Threshold,
    Volume,
)  # fmt: skip

_KINDS: Final[Mapping[str, type[Rule]]] = {str(kind.__struct_config__.tag): kind for kind in RULES}
_RESERVED: Final = frozenset({UP, NO_DATA, SAID, FLAPPING})
# Settings that may be texts with a unit; None: that of the metric.
AMOUNTS: Final[Mapping[type[Rule], Mapping[str, Unit | None]]] = {
    Threshold: dict.fromkeys(limits.NAMES),
    Rate: dict.fromkeys(limits.NAMES),
    Ratio: dict.fromkeys(limits.NAMES, Unit.RATIO),
    Burn: {"objective": Unit.RATIO},
    Peer: {"share": Unit.RATIO, "apart": None},
    Volume: {**dict.fromkeys(limits.NAMES, Unit.RATIO), "least": None, "floor": None},
}
# Settings that name a series.
_SERIES: Final = ("metric", "bad", "total")


def measured(probe: Probe | None) -> Mapping[str, Metric] | None:
    """Return what a probe measures by name; None where it does not say, or is not understood itself."""
    if probe is not None and not probe.asks:
        return {}
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
        self.placed: list[tuple[Rule, Spot]] = []  # the good ones, and where they stand

    def read(self, raw: list[Any], spot: Spot) -> tuple[Rule, ...]:
        """Return the good ones; whatever is wrong is reported."""
        rules = [self._rule(each, spot.at(index)) for index, each in enumerate(raw)]
        return tuple(rule for rule in rules if rule is not None)

    def _rule(self, raw: Any, spot: Spot) -> Rule | None:
        kind = _kind(raw, spot)
        if kind is None:
            return None
        found = {name: self._metric(raw[name], spot.at(name)) for name in _SERIES if name in raw}
        metric = found.get("metric")
        raw = {**raw, **_amounts(raw, kind, metric, spot)}
        rule: Rule | None = fit(raw, kind, spot)
        if rule is None:
            return None
        good = self._unique(rule, spot)
        if not soundness.is_sound(rule, metric, self._metrics, self._timing, spot) or not good:
            return None
        self.placed.append((rule, spot))
        return rule

    def _metric(self, name: Any, spot: Spot) -> Metric | None:
        if not isinstance(name, str):
            return None
        if self._metrics is None:
            return {RESPONSE_TIME.name: RESPONSE_TIME, ERROR_RATE.name: ERROR_RATE}.get(name)
        metric = self._metrics.get(name) or self._metrics.get(base_name(name))
        if metric is None and self._metrics:
            spot.report(
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


def _amounts(raw: dict[str, Any], kind: type[Rule], metric: Metric | None, spot: Spot) -> dict[str, Any]:
    """Return the amounts that are texts as numbers in the metric's unit, or in that of the setting."""
    units = AMOUNTS.get(kind, {})
    return {
        name: _amount(raw[name], unit or (metric.unit if metric else None), spot.at(name))
        for name, unit in units.items()
        if isinstance(raw.get(name), str)
    }


def _amount(text: str, unit: Unit | None, spot: Spot) -> Any:
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
            phrase("{text} is not an amount of what is measured here", text=foreign(text, 60)),
            phrase("write it as {examples}", examples=EXAMPLE[unit]),
        )
    return BROKEN

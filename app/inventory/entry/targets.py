"""Targets and their checks: from the file to what is watched."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from app.inventory.entry import parents, plain_text, players, timing
from app.inventory.entry.default_rules import completed
from app.inventory.entry.fit import fit, salvage
from app.inventory.entry.forms import CheckForm, TargetForm, TimingForm
from app.inventory.entry.members import Placed
from app.inventory.entry.parents import Parent
from app.inventory.entry.players_form import ClassOwn
from app.inventory.entry.rules import RuleReader, measured
from app.inventory.entry.timing import Layer
from app.inventory.text.nearest import allowed
from app.inventory.text.tree import BROKEN, Spot
from app.model.check import Check
from app.model.phrase import foreign, phrase
from app.model.probe import Probe
from app.model.target import WEIGHTS, ElementClass, Target

SHORT = 18


class Entry(NamedTuple):
    """One target of the file. ``id`` is there for references also where the rest is wrong."""

    spot: Spot
    id: str | None = None
    parents: tuple[Parent, ...] = ()
    target: Target | None = None
    checks: tuple[Check, ...] = ()


def cut(name: str) -> str:
    """Return a name for the cells of the wall."""
    return name if len(name) <= SHORT else name[: SHORT - 1].rstrip() + "…"


class TargetReader:
    """Reads targets with the probe kinds and the defaults that are known."""

    def __init__(
        self,
        kinds: Mapping[str, type[Probe]],
        general: Sequence[Layer],
        classes: Mapping[ElementClass, Layer],
    ) -> None:
        self._kinds = kinds
        self._general = tuple(general)
        self._classes = classes
        self.apart: dict[ElementClass, ClassOwn] = {}  # what the inventory gives to classes beside timing
        self.probes: list[tuple[Probe, Spot]] = []  # every one that was understood, and where it stands
        self.rules: list[Placed] = []  # the same of the rules
        self.names: set[str] = set()  # the ids of all checks, also of those that are wrong

    def read(self, raw: Any, spot: Spot) -> Entry:
        """Return what can be made of one target; whatever is wrong is reported."""
        if raw is BROKEN:
            return Entry(spot)
        form = fit(raw, TargetForm, spot)
        if not isinstance(raw, dict):
            return Entry(spot)
        _look_at_texts(raw, spot)
        identity = raw.get("id")
        target = None if form is None else self._target(form)
        name = target.name if target else str(raw.get("name", identity))
        checks = self._checks(raw.get("checks"), spot, identity, name, form.element if form else None)
        return Entry(
            spot,
            identity if isinstance(identity, str) else None,
            parents.parents(raw.get("depends_on")),
            target,
            checks,
        )

    def _target(self, form: TargetForm) -> Target:
        name = form.name or form.id
        own = self.apart.get(form.element, ClassOwn())
        return Target(
            id=form.id,
            name=name,
            short=form.short or cut(name),
            element=form.element,
            labels=form.labels,
            owner=form.owner,
            runbook=form.runbook,
            runbook_steps=form.runbook_steps,
            weight=form.weight or own.weight or WEIGHTS[form.element],
            players=players.words(form.players, players.words(own.players, None)),
            depends_on=tuple(
                each if isinstance(each, str) else parents.redundancy(each) for each in form.depends_on
            ),
        )

    def _checks(
        self, raw: Any, target: Spot, identity: Any, name: str, element: ElementClass | None
    ) -> tuple[Check, ...]:
        if not isinstance(raw, list):
            return ()
        if not raw:
            target.at("checks").report(
                "no-checks",
                phrase("nothing would ever be known of this target"),
                phrase("give it at least one check"),
                key=True,
            )
        layers = self._general
        if element is not None and element in self._classes:
            layers = (self._classes[element], *layers)
        reader = _CheckReader(self, layers, str(identity), name, alone=len(raw) == 1)
        checks = [reader.read(each, target.at("checks", index)) for index, each in enumerate(raw)]
        return tuple(check for check in checks if check is not None)

    def probe(self, raw: Any, spot: Spot) -> Probe | None:
        """Return the probe with its settings."""
        if raw is BROKEN:
            return None
        kind = raw.get("kind") if isinstance(raw, dict) else None
        if kind is BROKEN:
            return None
        if not isinstance(raw, dict) or kind is None:
            spot.report(
                "missing-kind",
                phrase("it is not said what kind of probe this is"),
                phrase("write {form}; kinds: {kinds}", form="{kind: …}", kinds=", ".join(self._kinds)),
            )
            return None
        if not isinstance(kind, str) or kind not in self._kinds:
            spot.at("kind").report(
                "unknown-probe",
                phrase("there is no probe called {name}", name=foreign(str(kind), 60)),
                allowed(str(kind), self._kinds),
            )
            return None
        before = len(spot.document.errors)
        plain_text.look_through(raw, self._kinds[kind], spot)
        explained = len(spot.document.errors) > before
        probe = fit(raw, self._kinds[kind], spot, explained=explained)
        if probe is not None:
            self.probes.append((probe, spot))
        return probe


def _look_at_texts(raw: dict[str, Any], spot: Spot) -> None:
    for key in ("name", "short", "owner"):
        plain_text.visible(raw.get(key), spot.at(key))
    if isinstance(raw.get("labels"), dict):
        for label, value in raw["labels"].items():
            plain_text.visible(value, spot.at("labels", label))
    if isinstance(raw.get("runbook"), str):
        plain_text.link(raw["runbook"], spot.at("runbook"))
    for index, step in enumerate(_listed(raw.get("runbook_steps"))):
        plain_text.visible(step, spot.at("runbook_steps", index))
    players.look_through(raw.get("players"), spot.at("players"))
    parents.look_through(raw.get("depends_on"), spot.at("depends_on"))


def _listed(raw: Any) -> Sequence[Any]:
    return raw if isinstance(raw, list) else ()


class _CheckReader:
    """Reads the checks of one target."""

    def __init__(
        self, reader: TargetReader, layers: tuple[Layer, ...], target: str, name: str, *, alone: bool
    ) -> None:
        self._reader = reader
        self._layers = layers
        self._target = target
        self._name = name
        self._alone = alone
        self._seen: set[str] = set()

    def read(self, raw: Any, spot: Spot) -> Check | None:
        if raw is BROKEN:
            return None
        form = fit(raw, CheckForm, spot)
        if not isinstance(raw, dict):
            return None
        plain_text.visible(raw.get("name"), spot.at("name"))
        plain_text.visible(raw.get("short"), spot.at("short"))
        own = Layer(form, spot) if form else Layer(*_salvaged(raw, spot))
        layers = (own, *self._layers)
        times = timing.resolve(layers)
        sound = timing.check(times, layers, spot)
        probe = self._reader.probe(raw["probe"], spot.at("probe")) if "probe" in raw else None
        reader = RuleReader(measured(probe), times if timing.is_known(layers, "interval") else None)
        rules = reader.read(raw["rules"] if isinstance(raw.get("rules"), list) else [], spot.at("rules"))
        if probe is not None and not probe.asks and not raw.get("rules"):
            _report_idle(spot)
        if form is None:
            self._reader.names.add(f"{self._target}/{raw.get('id') or _kind_of(raw)}")
            return None
        identity = self._identity(form, raw, spot)
        self._reader.names.add(f"{self._target}/{identity}")
        if probe is None or identity is None or not sound:
            return None
        name = form.name or (self._name if self._alone else f"{self._name} {identity}")
        made = Check(
            id=f"{self._target}/{identity}",
            target=self._target,
            name=name,
            short=form.short or cut(name),
            probe=probe,
            interval=times.interval,
            timeout=times.timeout,
            retry_interval=times.retry_interval,
            attempts=times.attempts,
            flapping=None if times.flapping == "off" else times.flapping,
            recover_hold=times.recover_hold,
            rules=completed(rules, probe),
            enabled=form.enabled,
        )
        self._reader.rules += [Placed(made, *each) for each in reader.placed]
        return made

    def _identity(self, form: CheckForm, raw: dict[str, Any], spot: Spot) -> str | None:
        identity = form.id or _kind_of(raw)
        if not isinstance(identity, str):
            return None
        if identity in self._seen:
            (spot.at("id") if form.id else spot).report(
                "duplicate-check",
                phrase("this target has two checks called {id}", id=foreign(identity, 60)),
                phrase("give each an id of its own"),
            )
            return None
        self._seen.add(identity)
        return identity


def _kind_of(raw: dict[str, Any]) -> Any:
    probe = raw.get("probe")
    return probe.get("kind") if isinstance(probe, dict) else None


def _report_idle(spot: Spot) -> None:
    spot.at("probe").report(
        "nothing-to-judge",
        phrase("this check asks nothing and has no rule"),
        phrase("give it a rule of kind composite: {form}", form="{kind: composite, any: [target/check]}"),
    )


def general_layer(raw: Any, spot: Spot) -> Layer:
    """Return timing that stands under defaults or under a class."""
    form = None if raw is BROKEN else fit(raw, TimingForm, spot)
    return Layer(form, spot) if form else Layer(*_salvaged(raw, spot))


def _salvaged(raw: Any, spot: Spot) -> tuple[TimingForm, Spot, frozenset[str]]:
    form, broken = salvage(raw, TimingForm)
    return form, spot, broken

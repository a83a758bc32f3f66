"""What is suppressed now, by whom and why: silences, maintenance windows and inhibition as one decision.

Measuring never stops, and neither does anything else than being told: this only says which alerts nobody is
to be told of. It is kept up step by step, so that a thousand alerts under two hundred silences cost nothing
while nothing changes.
"""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from app.model.alert import Alert, AlertKey
from app.model.clock import Moment
from app.model.intent import MakeSilence, PlanMaintenance
from app.model.maintenance import Inhibition, Maintenance, Run
from app.model.matcher import Labels, Matchers, match, of_things
from app.model.own import is_own
from app.model.silence import Silence
from app.model.suppression import Suppression, SuppressionKind
from app.model.value import Value
from app.suppress.cover import Cover
from app.suppress.inhibition import Inhibitor
from app.suppress.silences import SilenceBook
from app.suppress.windows import WindowBook


class Ticked(Value, frozen=True, kw_only=True):
    """What time changed: to be stored, to be shown."""

    begun: tuple[Silence, ...] = ()
    gone: tuple[Silence, ...] = ()
    runs: tuple[Run, ...] = ()  # windows that began
    ended: tuple[str, ...] = ()  # windows that are over
    checks: frozenset[str] = frozenset()  # those that came into maintenance, or out of it

    @property
    def any(self) -> bool:
        """Whether anything did."""
        return bool(self.begun or self.gone or self.runs or self.ended or self.checks)


class SuppressionBook:
    """Holds no clock: every step is given its moment. ``concerned`` collects alerts to be decided anew."""

    def __init__(self) -> None:
        self.silences = SilenceBook()
        self.windows = WindowBook()
        self._inhibitor = Inhibitor()
        self._cover = Cover()  # firing alerts and the silences in force
        self._lasting: frozenset[str] = frozenset()
        self._moved = True  # what the windows cover is to be looked at anew
        self.concerned: set[AlertKey] = set()

    def take(
        self,
        windows: Sequence[Maintenance],
        inhibitions: Sequence[Inhibition],
        things: Mapping[str, Labels],
        zone: tzinfo,
    ) -> None:
        """Take what an inventory says; ``things``: the labels of its checks."""
        self.windows.take(windows, things, zone)
        self._moved = True
        if tuple(inhibitions) != self._inhibitor.rules:
            self._inhibitor = Inhibitor(inhibitions)
            for key, labels in self._cover.alerts.items():
                self._inhibitor.see(key, labels)
        self.concerned.update(self._cover.alerts)

    def see(self, key: AlertKey, labels: Labels) -> None:
        """Take an alert that fires (or recovers, which is not proved yet)."""
        if self._cover.see(key, labels):
            self.concerned.add(key)
        self.concerned |= self._inhibitor.see(key, labels)

    def forget(self, key: AlertKey) -> None:
        """Let an alert go that is over."""
        self._cover.forget(key)
        self.concerned |= self._inhibitor.forget(key)
        self.concerned.discard(key)

    def fired(self, check: str, now: Moment) -> Ticked:
        """Note that an alert fires now: flexible windows may begin with it."""
        runs = self.windows.fired(check, now)
        return self._settled((), (), runs, now) if runs else Ticked()

    def tick(self, now: Moment) -> Ticked:
        """Look at what time changes; cheap while it changes nothing."""
        hides = {name: len(self._cover.hits(name)) for name in self.silences.waiting}
        begun, gone = self.silences.tick(hides, now)
        return self._settled(begun, gone, self.windows.tick(now), now)

    def make(self, wish: MakeSilence, who: str, now: Moment) -> Silence:
        """Make or change a silence; raises ``NotPossible``."""
        silence = self.silences.made(wish, who, now)
        if self._cover.has(silence.id):
            self.concerned |= self._cover.put(silence.id, silence.matchers)
            self.concerned |= self._cover.hits(silence.id)
        return silence

    def plan(self, wish: PlanMaintenance, who: str, things: Mapping[str, Labels], now: Moment) -> Maintenance:
        """Plan a window; raises ``NotPossible``."""
        return self.windows.planned(wish, who, things, now)

    @property
    def alerts(self) -> Mapping[AlertKey, Labels]:
        """The alerts that fire, with their labels."""
        return self._cover.alerts

    def hides(self, silence: str) -> int:
        """Return how many firing alerts a silence covers."""
        return len(self._cover.hits(silence))

    def suppression_of(self, alert: Alert, labels: Labels, now: Moment) -> Suppression | None:
        """Return why nobody is to be told of an alert that fires; None where somebody is.

        Planned work explains more than a silence, and that more than another alert. An alarm about this
        monitor itself is kept back by nothing: who silences everything would not learn that we are blind.
        """
        key = alert.key
        if is_own(key.check):
            return None
        self.see(key, labels)
        return self._by_window(key, now) or self._by_silence(key, now) or self._by_alert(key)

    def _by_window(self, key: AlertKey, now: Moment) -> Suppression | None:
        found = self.windows.over_check(key.check)
        if found is None or not found[1].active(now):
            return None
        window, run = found
        return Suppression(
            kind=SuppressionKind.MAINTENANCE,
            by=window.id,
            who=window.author,
            reason=window.reason,
            until=run.until,
        )

    def _by_silence(self, key: AlertKey, now: Moment) -> Suppression | None:
        found = [self.silences.find(name) for name in self._cover.names(key)]
        held = [each for each in found if each is not None and each.active(now)]
        if not held:
            return None
        silence = max(held, key=lambda each: (each.ends.mono, each.id))
        return Suppression(
            kind=SuppressionKind.SILENCE,
            by=silence.id,
            who=silence.author,
            reason=silence.reason,
            until=silence.ends,
        )

    def _by_alert(self, key: AlertKey) -> Suppression | None:
        source = self._inhibitor.source_of(key)
        if source is None:
            return None
        return Suppression(kind=SuppressionKind.INHIBITED, by=source.check, reason=source.rule)

    def _settled(
        self, begun: Sequence[Silence], gone: Sequence[str], runs: Sequence[Run], now: Moment
    ) -> Ticked:
        for silence in begun:
            self.concerned |= self._cover.put(silence.id, silence.matchers)
        for name in gone:
            self.concerned |= self._cover.drop(name)
        before, self._lasting = self._lasting, self.windows.lasting(now)
        due, self._moved = self._moved or bool(runs) or before != self._lasting, False
        checks = self.windows.settle(now) if due else frozenset()
        if checks:
            self.concerned.update(key for key in self._cover.alerts if key.check in checks)
        return Ticked(
            begun=tuple(begun),
            gone=tuple(each for name in gone if (each := self.silences.find(name)) is not None),
            runs=tuple(runs),
            ended=tuple(sorted(before - self._lasting)),
            checks=checks,
        )


def previewed(
    matchers: Matchers, things: Mapping[str, Labels], alerts: Mapping[AlertKey, Labels]
) -> tuple[tuple[str, ...], tuple[AlertKey, ...]]:
    """Return the checks, and the alerts that fire, which matchers mean now.

    A check is meant where what can be asked of it while it is well holds.
    """
    asked = of_things(matchers)
    checks = tuple(check for check, labels in things.items() if all(each.holds(labels) for each in asked))
    found = tuple(key for key, labels in alerts.items() if not is_own(key.check) and match(matchers, labels))
    return checks, found

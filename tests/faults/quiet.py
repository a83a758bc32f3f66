"""Silences and windows of an engine that is killed again and again: in force, over, and what they hide."""

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from app.model.intent import EndMaintenance, EndSilence, Intent, MakeSilence, PlanMaintenance
from app.model.matcher import Matcher
from app.model.message import AskMaintenance, AskSilences
from app.model.suppression_view import MaintenanceView, SilenceView
from app.model.value import Value
from tests.faults.engine_process import EngineProcess, Hook


class Kept(Value, frozen=True, kw_only=True):
    """A wish: whether it was answered as saved, and what it left."""

    who: str  # its own name, by which it is known again
    saved: bool
    intent: Intent
    sent: float  # wall seconds
    answered: float  # or cut off


class Quiet:
    """Knows what was silenced by whom, and compares it with what an engine says."""

    def __init__(self, engine: EngineProcess, wishes: Sequence[Kept], broken: set[str]) -> None:
        self._engine = engine
        self._wishes = wishes  # of all kinds; they grow
        self._broken = broken
        self._ids: dict[str, str] = {}  # by who wished it
        self._views: Sequence[SilenceView | MaintenanceView] = ()
        self._ended = math.inf  # when all of them were ended

    async def look(self) -> None:
        """Compare all silences and windows: none that was answered is lost, none that was ended is back."""
        async with self._engine.client() as client:
            silences = (await client.ask(AskSilences(over=True))).silences
            self._views = (*silences, *(await client.ask(AskMaintenance())).maintenance)
        now = time.time()
        self._ids |= {view.who: view.id for view in self._views}
        active = {view.who for view in self._views if view.active}
        for wish in self._made():
            until, over = self._until(wish)
            if until > now and wish.who not in active:
                self._broken.add(f"what {wish.who} silenced is not in force any more")
            if over and wish.who in active:
                self._broken.add(f"what {wish.who} silenced is in force again")

    def lasting(self) -> list[EndSilence | EndMaintenance]:
        """Return how each that is in force is ended."""
        return [
            EndSilence(what=view.id, who="")
            if isinstance(view, SilenceView)
            else EndMaintenance(what=view.id, who="")
            for view in self._views
            if view.active
        ]

    async def end_all(self) -> None:
        """End whatever is in force."""
        await self.look()
        self._ended = time.time()
        for end in self.lasting():
            await self._engine.submit(end)

    def look_at_told(self, hooks: Sequence[Hook], opened: Mapping[str, float]) -> None:
        """Compare what receivers were told: no problem that began in a silence, while that lasts."""
        wall = time.time() - time.monotonic()
        told = [(got, at + wall) for hook in hooks for got, at in zip(hook.got, hook.at, strict=True)]
        for wish in self._made():
            until, _ = self._until(wish)
            self._broken.update(
                f"{got['incident']} was told although {wish.who} had silenced {got['target']}"
                for got, at in told
                if got["kind"] == "problem"
                and got["target"] == _target(wish)
                and wish.answered < opened.get(got["incident"], 0.0) < at < until
            )

    def _made(self) -> Iterable[Kept]:
        return (
            each
            for each in self._wishes
            if each.saved and isinstance(each.intent, MakeSilence | PlanMaintenance)
        )

    def _until(self, wish: Kept) -> tuple[float, bool]:
        """Return until when it lasts for sure, and whether it is ended for sure."""
        ends = [
            each
            for each in self._wishes
            if isinstance(each.intent, EndSilence | EndMaintenance)
            and each.intent.what == self._ids.get(wish.who)
        ]
        assert isinstance(wish.intent, MakeSilence | PlanMaintenance)
        until = min(self._ended, wish.sent + wish.intent.seconds, *(each.sent for each in ends))
        return until, any(each.saved for each in ends)


def _target(wish: Kept) -> str:
    assert isinstance(wish.intent, MakeSilence | PlanMaintenance)
    return wish.intent.matchers[0].value


def _silence(target: str, who: str, seconds: float) -> Intent:
    return MakeSilence(matchers=_only(target), who=who, reason="known", seconds=seconds)


def _maintain(target: str, who: str, seconds: float) -> Intent:
    return PlanMaintenance(matchers=_only(target), who=who, reason="work", seconds=seconds)


def _only(target: str) -> tuple[Matcher, ...]:
    return (Matcher(label="target", value=target),)


QUIETS: tuple[Callable[[str, str, float], Intent], ...] = (_silence, _maintain)

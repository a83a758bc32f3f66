"""What people wish in a random history."""

from collections.abc import Callable, Sequence

from app.model.incident import Incident
from app.model.intent import (
    Acknowledge,
    Act,
    Assign,
    Comment,
    EndSilence,
    Fixed,
    Intent,
    Looked,
    MakeSilence,
    Merge,
    Mute,
    PlanMaintenance,
    Release,
    Split,
    Tick,
)
from app.model.matcher import Matcher, Matchers
from app.model.value import Value

STEPS = ("Call Kestrin", "Switch the route")  # of every runbook


class Sight(Value, frozen=True, kw_only=True):
    """What somebody sees who wishes: a check, the open incidents, and a line that nobody wrote before."""

    check: str
    number: int  # of the check
    incidents: Sequence[Incident]
    line: str

    @property
    def target(self) -> str:
        """The target of the check."""
        return self.check.partition("/")[0]

    @property
    def only(self) -> Matchers:
        """What means this target alone."""
        return (Matcher(label="target", value=self.target),)


def _merge(sight: Sight) -> Intent:
    """Make all others part of one of the open incidents, or just the next one."""
    names = sorted(each.id for each in sight.incidents)
    into = names[sight.number % len(names)] if names else "I-1"
    others = [name for name in names if name != into]
    return Merge(into=into, what=tuple(others if sight.number % 2 else others[:1]), who="Mira")


def _split(sight: Sight) -> Intent:
    """Take a check out of the first incident that can spare one."""
    for each in sorted(sight.incidents, key=lambda incident: incident.id):
        if len(each.alerts) > 1:
            part = each.alerts[sight.number % len(each.alerts)].check
            return Split(what=each.id, part=(part,), who="Mira")
    return Split(what="I-1", part=(sight.check,), who="Mira")


WISHES: dict[str, Callable[[Sight], Intent]] = {
    "acknowledge": lambda sight: Acknowledge(what=sight.target, who="Mira"),
    "take-for-a-while": lambda sight: Acknowledge(what=sight.target, who="Ann", seconds=20.0),
    "assign": lambda sight: Assign(what=sight.target, to="Ben", who="Ann"),
    "release": lambda sight: Release(what=sight.target, who="Ann"),
    "comment": lambda sight: Comment(what=sight.target, text=sight.line, who="Ann"),
    "act": lambda sight: Act(what=sight.target, text=sight.line, who="Ann"),
    "fixed": lambda sight: Fixed(what=sight.target, comment=sight.line, who="Ben"),
    "tick": lambda sight: Tick(what=sight.target, step="1", who="Ben"),
    "looked": lambda sight: Looked(what=sight.target, who="Ben"),
    "merge": _merge,
    "split": _split,
    "mute": lambda _: Mute(seconds=30.0, who="Mira"),
    "silence": lambda sight: MakeSilence(matchers=sight.only, who="Ann", reason="known", seconds=40.0),
    "maintain": lambda sight: PlanMaintenance(matchers=sight.only, who="Ann", reason="work", seconds=25.0),
    "unsilence": lambda sight: EndSilence(what=f"S-{1 + sight.number}", who="Ann"),
}

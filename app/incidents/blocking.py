"""Which open incident explains another one: of a parent that does not answer.

It is the parent's state that explains, not its notices: one that is silenced, in maintenance or taken by
somebody explains what is below it all the same.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from app.incidents.dependency import Graph
from app.model.clock import Moment
from app.model.target import Target
from app.model.value import Value


class Return(Value, frozen=True, kw_only=True):
    """A target works again: since when, and which incident it had."""

    incident: str
    at: Moment


class Causes:
    """Which targets do not answer (rule ``up``), until that is proved good, and since when others do again.

    A full disk or a slow answer of a parent explains nothing.
    """

    def __init__(self) -> None:
        self.graph = Graph()
        self._down: dict[str, str] = {}  # target -> its incident
        self._returns: dict[str, Return] = {}  # by target

    def set(self, targets: Mapping[str, Target]) -> None:
        """Take an inventory."""
        self.graph = Graph(targets)
        self._returns = {name: back for name, back in self._returns.items() if name in targets}

    def is_down(self, target: str) -> bool:
        """Return whether a target explains failures below it."""
        return target in self._down

    def fell(self, target: str, incident: str) -> None:
        """Note that a target does not answer."""
        self._down[target] = incident
        self._returns.pop(target, None)

    def rose(self, target: str, now: Moment) -> None:
        """Note that a target that was down answers, or is not watched any more."""
        incident = self._down.pop(target)
        self._returns[target] = Return(incident=incident, at=now)

    def of(self, target: str) -> str:
        """Return the incident that explains the failure of a target now; empty if none does.

        In a loop the first one that fell explains the others, never the other way round.
        """
        cause = self.graph.cause(target, self._down)
        if target in self._down and cause and target in self.graph.above(cause):
            cause = next(name for name in self._down if name in {target, cause})
            return "" if cause == target else self._down[cause]
        return self._down.get(cause, "")

    def may_be(self, target: str, doubtful: AbstractSet[str]) -> bool:
        """Return whether a target would be cut off if none of these worked either."""
        return bool(self.graph.cause(target, self._down.keys() | doubtful))

    def below(self, target: str) -> dict[str, str]:
        """Return the targets that depend on this one, nearest first, and the incident that explains each."""
        return {name: self.of(name) for name in self.graph.below(target)}

    def of_late(self, target: str, since: Moment | None) -> str:
        """Return the same for a failure that began at ``since``, when a parent may still have been down.

        What began while the parent was down waits for a result that is newer than the parent's recovery.
        """
        above = self.of(target)
        if above or since is None:
            return above
        late = self._back_since(target, since.mono)
        cause = self.graph.cause(target, self._down.keys() | late.keys())
        return self._down.get(cause) or (late[cause].incident if cause else "")

    def freed(self, target: str) -> Moment | None:
        """Return when a target last got back all that it needs; None where that is not known any more."""
        back = self._back_since(target, None)
        for moment in sorted((each.at for each in back.values()), key=_mono, reverse=True):
            late = {name for name, each in back.items() if each.at.mono >= moment.mono}
            if self.graph.cause(target, self._down.keys() | late):
                return moment
        return None

    def _back_since(self, target: str, since: float | None) -> dict[str, Return]:
        above = ((name, self._returns.get(name)) for name in self.graph.above(target))
        return {
            name: back
            for name, back in above
            if back is not None and (since is None or since <= back.at.mono)
        }


def _mono(moment: Moment) -> float:
    return moment.mono

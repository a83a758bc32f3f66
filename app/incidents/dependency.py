"""The graph of targets: who must work for whom, and what is cut off by those that do not."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping

from app.model.target import Redundancy, Target


class Graph:
    """What each target needs: all of its groups, each of which has enough working members or not.

    A name that stands by itself is a group of one. A loop is walked once, and nobody is its own ancestor;
    names without a target are left in.
    """

    def __init__(self, targets: Mapping[str, Target] | None = None) -> None:
        self._needs = {name: _groups(target) for name, target in (targets or {}).items() if target.depends_on}
        self._children: dict[str, list[str]] = {}
        for name, groups in self._needs.items():
            for member in dict.fromkeys(_members(groups)):
                self._children.setdefault(member, []).append(name)

    def above(self, target: str) -> tuple[str, ...]:
        """Return all targets that this one depends on, directly or not, nearest first."""
        return self._walked(target, lambda name: _members(self._needs.get(name, ())))

    def below(self, target: str) -> tuple[str, ...]:
        """Return all targets that depend on this one, directly or not, nearest first."""
        return self._walked(target, lambda name: self._children.get(name, ()))

    def cause(self, target: str, down: Container[str]) -> str:
        """Return which of those that are ``down`` cuts a target off; empty: it has all that it needs.

        A target does not work if it is down, or is cut off itself. Of several causes it is the topmost of
        the one that is named first, so that it does not matter who fell first. What a target says of itself
        is no cause of its own failure.
        """
        broken = self._broken(target, down)
        walked: dict[str, None] = {}
        here = target
        while here not in walked and (lacking := self._lacking(here, broken)) is not None:
            walked[here] = None
            here = next(name for name in lacking.of if name in broken)
        if not walked:
            return ""
        if here in down and here not in walked:
            return here
        return next(name for name in self.above(target) if name in down)  # it went round a loop

    def _broken(self, target: str, down: Container[str]) -> set[str]:
        """Return those above a target that do not work: a least fixed point, so order does not matter."""
        above = self.above(target)
        todo = [name for name in above if name in down]
        broken, among = set(todo), set(above)
        while todo:
            for child in self._children.get(todo.pop(), ()):
                if child in among and child not in broken and self._lacking(child, broken) is not None:
                    broken.add(child)
                    todo.append(child)
        return broken

    def _lacking(self, target: str, broken: Container[str]) -> Redundancy | None:
        """Return the first group of a target that has too few working members."""
        groups = self._needs.get(target, ())
        return next((group for group in groups if _working(group, broken) < group.at_least), None)

    def _walked(self, start: str, following: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        level: Iterable[str] = following(start)
        while fresh := [name for name in dict.fromkeys(level) if name != start and name not in found]:
            found.update(dict.fromkeys(fresh))
            level = [further for name in fresh for further in following(name)]
        return tuple(found)


def _groups(target: Target) -> tuple[Redundancy, ...]:
    return tuple(Redundancy(of=(each,)) if isinstance(each, str) else each for each in target.depends_on)


def _members(groups: Iterable[Redundancy]) -> Iterator[str]:
    return (name for group in groups for name in group.of)


def _working(group: Redundancy, broken: Container[str]) -> int:
    return sum(name not in broken for name in group.of)

"""What checks know of one another while the engine runs, and when they are to look at one another again."""

from collections.abc import Callable, Iterable, Sequence

from app.analysis.rules.company import Company, members
from app.engine.books import Books
from app.engine.check_memory import CheckMemory
from app.model.clock import Moment

_AGAIN = 0.5  # seconds between two wishes for the same check


class Neighbours(Company):
    """The company of all checks of the books."""

    def __init__(self, books: Books) -> None:
        super().__init__(find=_found(books), alerts=books.alerts.of, hides=_hidden(books))
        self._books = books
        self._judged_by: dict[str, tuple[str, ...]] = {}  # member -> checks that only judge others
        self._asked: dict[str, float] = {}  # when such a check was asked for last, monotonic
        self._owed: set[str] = set()  # those that were asked for a moment ago, and have to look once more
        self.recheck: Callable[[Iterable[str]], object] | None = None

    def refer(self) -> None:
        """Take the inventory that the books have."""
        inventory = self._books.inventory
        self.index(self._books.targets, inventory.checks)
        judged_by: dict[str, list[str]] = {}
        for check in inventory.checks:
            for member in () if check.probe.asks else members(check):
                judged_by.setdefault(member, []).append(check.id)
        self._asked, self._owed = {}, set()
        self._judged_by = {member: tuple(checks) for member, checks in judged_by.items()}

    def touch(self, check: str, now: Moment) -> None:
        """Have the checks judged anew that are judged by this one, which may have changed.

        At once, but each at most twice a second: a thousand members may change together.
        """
        judged = self._judged_by.get(check)
        if judged is None:
            return
        at = now.mono
        due = [name for name in judged if at - self._asked.get(name, at - _AGAIN) >= _AGAIN]
        self._owed.update(name for name in judged if name not in due)
        self._ask(due, at)

    def catch_up(self, now: Moment) -> None:
        """Ask for those whose members changed again since; called now and then."""
        if self._owed:
            owed, self._owed = self._owed, set()
            self._ask(sorted(owed), now.mono)

    def _ask(self, checks: Sequence[str], at: float) -> None:
        if checks and self.recheck is not None:
            self._asked.update(dict.fromkeys(checks, at))
            self.recheck(checks)


def _found(books: Books) -> Callable[[str], CheckMemory | None]:
    # Each time anew: a new inventory is a new mapping.
    def find(check: str) -> CheckMemory | None:
        return books.checks.get(check)

    return find


def _hidden(books: Books) -> Callable[[str], bool]:
    def hides(check: str) -> bool:
        memory = books.checks.get(check)
        return memory is not None and books.hides(memory)

    return hides

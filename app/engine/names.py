"""Whether names can be looked up at all. A book: it neither asks nor waits."""

from collections.abc import Collection, Container

from app.model.phrase import Phrase, phrase

_MANY = 3  # so many names that fail at once are no fault of one name


class Names:
    """Checks whose newest run found no name server, and what the name servers say when asked directly.

    Looking up names has failed while such checks are there and either no name server looks up even the root
    of all names, or too many different names fail to be a fault of their own.
    """

    def __init__(self) -> None:
        self._failing: dict[str, str] = {}  # check: what it asks
        self._serving: bool | None = None
        self._looked_up = False  # the newest news of a failing check is that it works again
        self._asked_at = float("-inf")

    def hear(self, check: str, address: str, *, failed: bool) -> None:
        """Take the newest run of a check."""
        if failed:
            self._failing[check] = address
            self._looked_up = False
        elif self._failing.pop(check, None) is not None:
            self._looked_up = True

    def hear_servers(self, started: float, *, serving: bool) -> bool:
        """Take what asking all name servers brought at ``started``; return whether they serve again."""
        again = serving and self._serving is False
        self._asked_at = max(self._asked_at, started)
        self._serving = serving
        return again

    def keep(self, checks: Container[str]) -> None:
        """Forget the checks that are gone."""
        self._failing = {check: address for check, address in self._failing.items() if check in checks}

    def asked_since(self, moment: float) -> bool:
        """Return whether the name servers were asked at ``moment`` or later, and have said something."""
        return self._asked_at >= moment

    @property
    def affected(self) -> Collection[str]:
        """The checks that cannot look up their names."""
        return self._failing.keys()

    @property
    def proved(self) -> bool:
        """Whether names are known to be found: the servers said so, or a check that failed works again."""
        return not self.have_failed() and (self._serving is True or self._looked_up)

    @property
    def why(self) -> Phrase:
        """What is wrong with the name servers."""
        if self._serving is False:
            return phrase("No name server works")
        return phrase("The name servers fail for many names")

    def have_failed(self) -> bool:
        """Whether names cannot be looked up."""
        if not self._failing:
            return False
        return self._serving is False or len(set(self._failing.values())) >= _MANY

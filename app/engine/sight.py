"""What the references said, and whether this monitor can see at all. A book: it neither asks nor waits."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from app.model.anchor import Role
from app.model.sample import Sample
from app.model.state import STATE_OF_ERROR, ErrorClass, State

_NEVER = float("-inf")
_ENOUGH = 2  # one reference alone cannot tell its own fault from ours
# What comes back with these classes came from the target or from what stands before it: the way is open.
_REACHED = frozenset(
    {
        ErrorClass.TLS_VERIFY,
        ErrorClass.PROTOCOL,
        ErrorClass.TOO_LARGE,
        ErrorClass.STATUS,
        ErrorClass.CONTENT,
        ErrorClass.AUTH,
        ErrorClass.BLOCKED,
    }
)


def reached(sample: Sample) -> bool | None:
    """Return whether a run got through to its target, whatever that said; None where the run was at fault."""
    if sample.error is None or sample.error in _REACHED:
        return True
    return False if STATE_OF_ERROR[sample.error] is State.CRITICAL else None


class Reference:
    """One thing that the monitor holds on to. Times are starts of its runs, on the monotonic clock."""

    __slots__ = ("answered_at", "failed_at", "name", "role")

    def __init__(self, name: str, role: Role | None = None) -> None:
        self.name = name
        self.role = role  # None: the inventory names it
        self.answered_at = _NEVER
        self.failed_at = _NEVER

    def hear(self, started: float, *, answered: bool) -> None:
        """Take what one run brought."""
        if answered:
            self.answered_at = max(self.answered_at, started)
        else:
            self.failed_at = max(self.failed_at, started)

    def distrust(self, beyond: float) -> None:
        """Count no more: it is silent, and yet ``beyond`` it somebody has answered since."""
        if self.answered_at < self.failed_at < beyond:
            self.answered_at = _NEVER

    @property
    def counts(self) -> bool:
        """Whether its silence means anything: what never answered is a gateway that is silent by nature."""
        return self.role is None or self.answered_at > _NEVER


class Sight:
    """References of the inventory, and those of this machine where the inventory has fewer than two.

    We are blind while all that count have failed since any of them answered. Those of the machine count once
    they have answered; where there is but one, a check that fails as well is the second witness.
    """

    def __init__(self) -> None:
        self.assumed = False  # an earlier run was blind; so are we, until anything answers
        self.uneasy = False  # whether a reference is silent, or we take ourselves to be blind
        self._automatic = True
        self._chosen: dict[str, Reference] = {}  # by check
        self._found: dict[str, Reference] = {}  # by name
        self._seen_at = _NEVER  # start of the newest run that proves that we see
        self._witness = _NEVER  # end of the newest failure of a check that leaves this machine

    def choose(self, checks: Mapping[str, str], *, automatic: bool) -> None:
        """Take the inventory's references (check: name); ``automatic``: whether the machine's may be used."""
        self._automatic = automatic
        self.assumed = self.assumed and (automatic or len(checks) >= _ENOUGH)
        self._chosen = {check: self._chosen.get(check) or Reference(name) for check, name in checks.items()}
        self._weigh()

    def find(self, anchors: Iterable[tuple[str, Role]]) -> Collection[str]:
        """Take the machine's anchors of this moment; return the names of those that are to be asked.

        One that is gone stays while nothing has taken its role: who has lost his route has no gateway left.
        """
        present = {name: self._found.get(name) or Reference(name, role) for name, role in anchors}
        roles = {it.role for it in present.values()}
        self._found = {name: it for name, it in self._found.items() if it.role not in roles} | present
        self._weigh()
        return self._found.keys()

    def hear_check(self, check: str, started: float, *, answered: bool) -> bool:
        """Take a run of a check; return whether it is a reference."""
        reference = self._chosen.get(check)
        if reference is not None:
            self._hear(reference, started, answered=answered)
        return reference is not None

    def hear_anchor(self, name: str, started: float, *, answered: bool) -> None:
        """Take what asking one of the machine's anchors brought."""
        if name in self._found:
            self._hear(self._found[name], started, answered=answered)

    def assume_blind(self) -> None:
        """Go on from an earlier run that saw nothing."""
        self.assumed = self.uneasy = True

    def hear_failure(self, ended: float) -> None:
        """Take note that a check failed whose way leaves this machine."""
        self._witness = ended

    def hear_beyond(self, started: float) -> None:
        """Take note of an answer from beyond the gateways."""
        self._see(started)
        for reference in self._found.values():
            reference.distrust(started)
        self._weigh()

    @property
    def chosen(self) -> Sequence[str]:
        """The checks that the inventory calls references."""
        return tuple(self._chosen)

    @property
    def asks_machine(self) -> bool:
        """Whether the machine's own anchors are looked at."""
        return self._automatic and len(self._chosen) < _ENOUGH

    @property
    def in_use(self) -> Sequence[Reference]:
        """The references that count now."""
        found = self._found.values() if self.asks_machine else ()
        return [it for it in (*self._chosen.values(), *found) if it.counts]

    def seen_since(self, moment: float) -> bool:
        """Return whether a run that began at ``moment`` or later proves that we see."""
        return self._seen_at >= moment

    def answered_since(self, moment: float) -> bool:
        """Return whether any reference answered a run that began at ``moment`` or later."""
        return any(it.answered_at >= moment for it in self.in_use)

    def can_judge(self) -> bool:
        """Whether there is enough to tell blindness by."""
        used = self.in_use
        return len(used) >= _ENOUGH or any(it.role is not None for it in used)

    def is_blind(self) -> bool:
        """Whether we see nothing."""
        used = self.in_use
        if self.assumed or not self.can_judge():
            return self.assumed
        newest = max(it.answered_at for it in used)
        if len(used) < _ENOUGH and self._witness < newest:
            return False
        return all(it.failed_at > newest for it in used)

    def _hear(self, reference: Reference, started: float, *, answered: bool) -> None:
        reference.hear(started, answered=answered)
        if answered:
            self._see(started)
        self._weigh()

    def _weigh(self) -> None:
        self.uneasy = self.assumed or any(it.failed_at > it.answered_at for it in self.in_use)

    def _see(self, started: float) -> None:
        self._seen_at = max(self._seen_at, started)
        self.assumed = False

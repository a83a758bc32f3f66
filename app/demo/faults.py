"""What can be made to go wrong, and for how long."""

import enum
import time

from app.model.value import Value

SLOW = 1.05  # seconds that a slow service takes longer than usual
FLAP = 6.0  # seconds of trouble, and of calm, in turn


class Kind(enum.StrEnum):
    """The fault switches."""

    SLOW = "slow"
    ERROR_500 = "error-500"
    ERROR_IN_200 = "error-in-200"
    REFUSE = "refuse"
    HANG = "hang"
    FLAP = "flap"
    CERT_EXPIRING = "cert-expiring"
    CPU_BURN = "cpu-burn"
    LOG_ERRORS = "log-errors"


MEANING = {
    Kind.SLOW: "answers about a second late",
    Kind.ERROR_500: "answers an error: status 500, SERVFAIL, LOADING, too many clients",
    Kind.ERROR_IN_200: "answers 200 with an error inside",
    Kind.REFUSE: "closes its port",
    Kind.HANG: "takes connections and never answers",
    Kind.FLAP: "fails for six seconds, works for six, and so on",
    Kind.CERT_EXPIRING: "shows a certificate that ends in five days",
    Kind.CPU_BURN: "burns CPU for real; ends by itself after 60 s",
    Kind.LOG_ERRORS: "writes application errors into its log",
}
# A service of TCP can do all of these; further kinds are added by what it is.
OF_A_SOCKET = (Kind.SLOW, Kind.ERROR_500, Kind.REFUSE, Kind.HANG, Kind.FLAP)
# What a service in front does to those behind it.
PASSED_ON = (Kind.REFUSE, Kind.HANG)


class Fault(Value, frozen=True, kw_only=True):
    """A switch that is on. Times are seconds of ``time.monotonic``; ``until`` None: until it is cleared."""

    kind: Kind
    since: float
    until: float | None = None

    def over(self, now: float) -> bool:
        """Return whether its time is over."""
        return self.until is not None and now >= self.until

    def acts_as(self, now: float) -> Kind | None:
        """Return what it does at this moment; a flap is an error and nothing in turn."""
        if self.over(now):
            return None
        if self.kind is Kind.FLAP:
            return Kind.ERROR_500 if int((now - self.since) // FLAP) % 2 == 0 else None
        return self.kind


def fault(kind: Kind, seconds: float | None = None) -> Fault:
    """Return a fault that begins now."""
    now = time.monotonic()
    return Fault(kind=kind, since=now, until=None if seconds is None else now + seconds)

"""Users with passwords, and what it means when a service does not let them in."""

from app.model.phrase import foreign, phrase
from app.model.probe import Name, ProbeFailed, Secret
from app.model.state import ErrorClass
from app.model.value import Value


class Login(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A user with a password."""

    user: Name
    password: Secret


def refused(said: str) -> ProbeFailed:
    """Return the failure of a server that does not take our credentials."""
    sentence = phrase("Refuses our credentials: {message}", message=foreign(said, 120))
    return ProbeFailed(ErrorClass.AUTH, sentence)

"""What it means when a service does not let us log in."""

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass


def refused(said: str) -> ProbeFailed:
    """Return the failure of a server that does not take our credentials."""
    sentence = phrase("Refuses our credentials: {message}", message=foreign(said, 120))
    return ProbeFailed(ErrorClass.AUTH, sentence)

"""One finished run of a check."""

from app.model.clock import Moment
from app.model.phrase import NOTHING, Phrase
from app.model.probe import ErrorGroup, Phase
from app.model.state import STATE_OF_ERROR, ErrorClass, State
from app.model.value import Value
from app.model.verdict import Level


class Sample(Value, frozen=True, kw_only=True):
    """What one run of a check found; ``error`` is None where the target answered well."""

    check: str
    started: Moment
    ended: Moment
    error: ErrorClass | None = None
    sentence: Phrase = NOTHING
    values: dict[str, float] = {}  # series name -> base units; response_time among them when answered in time
    phases: tuple[Phase, ...] = ()
    facts: dict[str, str] = {}
    errors: tuple[ErrorGroup, ...] = ()
    coarse: bool = False
    detail: str = ""
    no_names: bool = False  # class dns, and no name server works: nothing is known of the target
    level: Level = Level.GOOD  # WARNING or CRITICAL where the target said so itself

    @property
    def fault(self) -> State | None:
        """What the error proves: CRITICAL a fault of the target, else nothing; None where there is none."""
        if self.error is None:
            return None
        return State.UNKNOWN if self.no_names else STATE_OF_ERROR[self.error]

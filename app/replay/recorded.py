"""From what the history keeps of a run back to its sample."""

from collections.abc import Mapping
from typing import Final

from app.model import outcome
from app.model.check import Check
from app.model.clock import Moment
from app.model.metric import ERROR_RATE
from app.model.outcome import Outcome
from app.model.sample import Sample

Values = Mapping[str, float | None]
_REPEATED: Final = outcome.REPEATED * 1.5


class Recorded:
    """The past of one check, fed in the order of time.

    An outcome holds until the next one. Where none is known yet, as in what an older Nocwall recorded, a
    run cannot be told from another, and is passed over.
    """

    __slots__ = ("_at", "_known", "_own_rate", "anew", "check", "skipped")

    def __init__(self, check: Check) -> None:
        self.check = check.id
        self.anew = False  # the newest sample was the first of a start
        self.skipped = 0
        self._own_rate = any(metric.name == ERROR_RATE.name for metric in check.probe.measured)
        self._known: Outcome | None = None
        self._at = 0.0

    def sample(self, at: float, values: Values) -> Sample | None:
        """Return the sample that ended at a wall time."""
        number = values.get(outcome.SERIES)
        self.anew = False
        if number is not None:
            self._known, self._at = outcome.decoded(number), at
            self.anew = self._known is not None and self._known.anew
        known = self._known
        # Times that lie apart: the record between them is lost, and what held may not hold any more.
        if known is None or at - self._at > _REPEATED:
            self.skipped += 1
            return None
        moment = Moment(wall=at, mono=at)
        return Sample(
            check=self.check,
            started=moment,
            ended=moment,
            error=known.error,
            values={
                name: value for name, value in values.items() if value is not None and self._counts(name)
            },
            coarse=known.untimed,
            no_names=known.no_names,
            level=known.level,
        )

    def _counts(self, series: str) -> bool:
        """Return whether a series was measured; the rate of failed runs is counted anew."""
        return not series.startswith(outcome.OWN) and (self._own_rate or series != ERROR_RATE.name)

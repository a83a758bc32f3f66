"""Keeps results back until it is known whether they are the targets' fault or our own eyes'."""

import asyncio
from collections.abc import Callable

import msgspec

from app.analysis.wording import CUT_OFF
from app.engine.asker import APART, WITHIN, Asker, Lateness
from app.engine.check_memory import CheckMemory
from app.engine.core import Core
from app.engine.held import Held, HeldResults
from app.engine.limits import host_of
from app.engine.names import Names
from app.engine.sight import Sight, reached
from app.model.alert import AlertPhase
from app.model.anchor import Anchors
from app.model.check import Inventory
from app.model.clock import Moment
from app.model.own import NAMES, SIGHT
from app.model.phrase import Phrase, phrase
from app.model.rule import UP
from app.model.sample import Sample
from app.model.state import ErrorClass

LABEL = "reference"  # targets that carry this label are what the monitor holds on to
_AT_REST = 10.0  # seconds between two looks at the machine's own anchors
_IN_TROUBLE = 1.0
_PATIENCE = APART + WITHIN + 0.3  # seconds that a result waits
_LONGEST = 5.0  # the same where slow checks are references
# Such a run may not have got beyond the lookup of its name.
_SILENT = (ErrorClass.DNS, ErrorClass.TIMEOUT_CONNECT, ErrorClass.TIMEOUT_READ)


class Lookout:
    """Stands between the runs and the pipeline; judges nothing itself."""

    def __init__(
        self,
        core: Core,
        *,
        anchors: Anchors | None,
        lateness: Lateness,
        take: Callable[[CheckMemory, Sample, float], object],
    ) -> None:
        self._books = core.books
        self._clock = core.clock
        self._take = take
        self._held = HeldResults(self._give_back)
        self._timer: asyncio.TimerHandle | None = None
        self._remote = False
        self._patience = _PATIENCE
        self.sight = Sight()
        self.names = Names()
        self.moved: Callable[[], None] | None = None  # what we can see may have changed
        self.asker = Asker(
            core.clock,
            anchors=anchors,
            sight=self.sight,
            names=self.names,
            lateness=lateness,
            news=self._news,
        )

    def set(self, inventory: Inventory) -> None:
        """Take an inventory; the books hold its checks already."""
        labelled = {target.id for target in inventory.targets if LABEL in target.labels}
        enabled = [check for check in inventory.checks if check.enabled]
        chosen = {check.id: check for check in enabled if check.target in labelled}
        automatic = inventory.references == "automatic" and self.asker.can_ask
        self.sight.choose({name: check.name for name, check in chosen.items()}, automatic=automatic)
        slowest = max((check.timeout + 0.5 for check in chosen.values()), default=0.0)
        self._patience = max(_PATIENCE, min(slowest, _LONGEST))
        self._remote = any(self._books.checks[check.id].remote for check in enabled)
        self.names.keep(self._books.checks)

    def take(self, memory: CheckMemory, sample: Sample, late: float) -> Sample | None:
        """Take what a run says of our eyes; return what it proves, None while that has to be found out."""
        check = memory.check
        if memory.remote:
            sample = self._nameless(check.id, sample)
            self._hear(memory, sample)
        doubt = memory.remote and sample.error is not None and not self._books.blind
        if not doubt and check.id not in self._held:
            return self.seen(memory, sample) if sample.error is not None else sample
        held = Held(
            memory=memory,
            sample=sample,
            late=late,
            at=sample.ended.mono,
            probe=check.probe,
            sight=doubt and self._in_doubt(memory, sample),
            names=doubt and sample.no_names,
        )
        if check.id not in self._held and self._known(held):
            return self.seen(memory, sample)
        self._held.add(held)
        if held.sight or held.names:
            self.asker.ask()
            self._wait(self._patience)
        return None

    def seen(self, memory: CheckMemory, sample: Sample) -> Sample:
        """Return what a result proves, by what is known now of our own eyes.

        A run that began in the dark and ended after it proves nothing either; it is run again at once.
        """
        books = self._books
        failed = memory.remote and sample.error is not None and reached(sample) is not None
        if failed and (books.blind or self._began_before(books.sighted, memory, sample)):
            return msgspec.structs.replace(sample, error=ErrorClass.CUT_OFF, sentence=CUT_OFF, no_names=False)
        if sample.no_names and not self.names.have_failed():
            return msgspec.structs.replace(sample, no_names=self._began_before(books.named, memory, sample))
        return sample

    def round(self) -> None:
        """Look at the anchors when it is time."""
        trouble = self._books.blind or self._books.nameless
        open_alarm = any(self._books.alerts.of(key.check) for key in (SIGHT, NAMES))
        wait = _IN_TROUBLE if trouble or open_alarm else _AT_REST
        wanted = trouble or open_alarm or (self._remote and self.sight.asks_machine)
        if wanted and self._clock.now().mono - self.asker.asked_at >= wait:
            self.asker.ask()

    def why(self) -> Phrase:
        """Return which references are silent, in words."""
        silent = ", ".join(each.name for each in self.sight.in_use[:3])
        if not silent:
            return phrase("Nothing that this monitor holds on to answers")
        return phrase("No answer from {references}", references=silent)

    def _nameless(self, check: str, sample: Sample) -> Sample:
        """Return a run that came to nothing as one without names, where the last one of its check was."""
        if not self._books.nameless or sample.error not in _SILENT or check not in self.names.affected:
            return sample
        return msgspec.structs.replace(sample, no_names=True)

    def _hear(self, memory: CheckMemory, sample: Sample) -> None:
        got, check = reached(sample), memory.check
        if got is None:
            return
        news = self.sight.hear_check(check.id, sample.started.mono, answered=got)
        uneasy = self.sight.uneasy
        if not got:
            self.sight.hear_failure(sample.ended.mono)
        elif uneasy and self._from_beyond(sample):
            self.sight.hear_beyond(sample.started.mono)
        if sample.no_names or self.names.affected:
            self.names.hear(check.id, host_of(check.probe.address), failed=sample.no_names)
            news = True
        if news or uneasy:
            self._news()

    def _from_beyond(self, sample: Sample) -> bool:
        address = sample.facts.get("address", "")
        return bool(address) and self.asker.is_beyond(address)

    def _began_before(self, moment: Moment | None, memory: CheckMemory, sample: Sample) -> bool:
        if moment is None or sample.started.mono >= moment.mono:
            return False
        if self.asker.look_again is not None:
            self.asker.look_again((memory.check.id,))
        return True

    def _in_doubt(self, memory: CheckMemory, sample: Sample) -> bool:
        """Return whether a failure may be our own: a new one, such as a lost network brings as well."""
        if sample.error is None or (reached(sample) and not memory.check.probe.outspoken):
            return False
        alert = self._books.alerts.of(memory.check.id).get(UP)
        return (alert is None or alert.phase is AlertPhase.SOFT) and self.sight.can_judge()

    def _known(self, held: Held) -> bool:
        """Return whether nothing that is still to come changes what a result proves."""
        if self._books.blind:
            return True
        seen = not held.sight or self.sight.answered_since(held.at)
        return seen and (not held.names or self.names.have_failed() or self.names.asked_since(held.at))

    def _give_back(self, held: Held) -> None:
        memory = self._books.checks.get(held.memory.check.id)
        if memory is held.memory and memory.check.probe == held.probe:
            self._take(memory, self.seen(memory, held.sample), held.late)

    def _wait(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._lose_patience)

    def _lose_patience(self) -> None:
        self._timer = None
        longest = self._clock.now().mono - self._patience + 0.01
        self._held.release(lambda held: held.at <= longest or self._known(held))
        if self._held:
            self._wait(self._patience / 4)

    def _news(self) -> None:
        if self.moved is not None:
            self.moved()
        if self._held:
            self._held.release(self._known)

    async def close(self) -> None:
        """End all questions."""
        self._held.clear()
        if self._timer is not None:
            self._timer.cancel()
        await self.asker.close()

"""Tray, pop-ups and sound: who has them, whether they work, and who alarms when nobody has them."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Protocol

from app.engine.banners import Banners
from app.engine.core import Core
from app.model.board import SoundState, Tone
from app.model.clock import Moment
from app.model.event import EventKind
from app.model.incident import Incident
from app.model.intent import Report
from app.model.message import Sender
from app.model.notice import DESKTOP, PROBLEMS, Delivery, Notice
from app.model.phrase import Phrase, foreign, phrase
from app.model.routing import PopUps
from app.model.state import State
from app.model.verdict import Level

# A shell that lost its connection comes back within this; one that froze has had its five seconds already.
_GRACE = 3.0
# After a restart of ours a living shell comes back within this.
_AFTER_RESTART = 20.0
_ALONE_TONE = 60.0  # seconds for which the engine sounds that the wall is gone


class DesktopAlarm(Protocol):
    """Pop-ups and sound of the engine's own, while no shell has them."""

    def play(self, tone: Tone | None) -> None:
        """From now on this tone is heard again and again; None falls silent."""
        ...

    def tell(
        self, subject: str, title: Phrase, body: Phrase, level: Level, outcome: Callable[[bool, str], None]
    ) -> None:
        """Show a pop-up in place of the earlier one of this subject, and tell what became of it."""
        ...

    def untell(self, subject: str) -> None:
        """Take the pop-up of this subject away."""
        ...

    async def close(self) -> None:
        """Fall silent and give everything back."""
        ...


class NoticeOutlet(Protocol):
    """The link's server."""

    def tell(self, notice: Notice, pop_ups: PopUps) -> bool:
        """Send a notice to the speaker's holder; False where nobody holds it."""
        ...

    def ask_tone(self) -> bool:
        """Ask the holder for a test tone; False where there is none."""
        ...


class SpeakerDesk:
    """Knows who holds the speaker; alarms by itself where the last holder vanished unasked."""

    def __init__(self, core: Core, *, banners: Banners, alarm: DesktopAlarm | None) -> None:
        self._books = core.books
        self._journal = core.journal
        self._clock = core.clock
        self._banners = banners
        self._alarm = alarm
        self._session = ""  # the shell session that has, or had last, the speaker
        self._grace: asyncio.TimerHandle | None = None
        self._tone: Tone | None = None
        self._own_until = 0.0  # monotonic time until which the engine sounds about the wall itself
        self._heard = SoundState.UNPROVED
        self._popped_up: set[str] = set()  # incidents whose problem our own pop-up shows
        self.outlet: NoticeOutlet | None = None
        self.delivered: Callable[[Delivery], None] | None = None
        self.lost: Callable[[], None] | None = (
            None  # pop-ups that were just handed over are on nobody's screen
        )
        self.holder: Sender | None = None
        self.alone = False
        self.sound_proved: Moment | None = None

    def recall(self) -> None:
        """Go on from what an earlier run left in the books."""
        if self._books.held:
            # The engine died while a shell lived. If that does not come back, nobody would be told.
            text = phrase("The wall did not come back; the engine goes on and alarms by itself")
            self._expect_back(_AFTER_RESTART, text)

    @property
    def there(self) -> bool:
        """Whether pop-ups reach anybody."""
        return self.holder is not None or (self.alone and self._alarm is not None)

    @property
    def sound(self) -> SoundState:
        """What is known of the loudspeaker."""
        return self._heard if self.there else SoundState.NOBODY

    def given(self, holder: Sender) -> None:
        """Note who has the speaker now. What was told before a new shell came is not heard by it.

        One that was connected before, to us or to the engine before us, goes on hearing what sounded.
        """
        handed_on = self.holder is not None
        if handed_on and holder.session != self._session:
            self._lose()
        self.holder = holder
        now = self._clock.now()
        if holder.session != self._session:
            self._heard = SoundState.UNPROVED
            if not handed_on and not holder.resumed:
                told = (each for each in self._books.incidents.open() if DESKTOP in each.told)
                self._books.known = frozenset(each.id for each in told)
        self._session = holder.session
        self._hold(held=True)
        self._end_alone()
        data = {"who": holder.who, "session": holder.session}
        self._journal.event(EventKind.ENGINE, "speaker", "given", now, data=data)

    def gone(self, last: Sender, *, asked: bool, frozen: bool) -> None:
        """Note that nobody has the speaker any more; alarm ourselves unless it was left on purpose."""
        self.holder = None
        how = "left" if asked else "frozen" if frozen else "vanished"
        self._journal.event(EventKind.ENGINE, "speaker", how, self._clock.now(), data={"who": last.who})
        if asked:
            self._hold(held=False)
            return
        self._lose()
        if frozen:
            self._begin_alone(phrase("The wall stands still; the engine goes on and alarms by itself"))
        else:
            self._expect_back(_GRACE, phrase("The wall is gone; the engine goes on and alarms by itself"))

    def window_fell(self, sender: Sender, how: str) -> None:
        """Keep that a window fell by a fault of its own, and is back."""
        text = phrase(
            "A window fell by a fault of its own ({how}) and was started again", how=foreign(how, 60)
        )
        data = {"who": sender.who, "session": sender.session}
        now, reason = self._clock.now(), State.UNKNOWN.value
        self._journal.event(EventKind.ENGINE, "window", "fell", now, reason=reason, text=text, data=data)

    def report(self, report: Report) -> None:
        """Take note of what became of a tone."""
        if report.what != "sound":
            return
        self._heard = SoundState.WORKING if report.ok else SoundState.BROKEN
        if report.ok:
            self.sound_proved = self._clock.now()
            self._banners.lower("sound")
        else:
            reason = foreign(report.detail) or "unknown"
            self._banners.lift("sound", State.WARNING, phrase("Sound does not work: {reason}", reason=reason))

    def tell(self, notice: Notice, incident: Incident) -> bool:
        """Hand a pop-up to the holder, or show it ourselves while we are alone."""
        pop_ups = self._books.inventory.routing.desktop.pop_ups
        if self.outlet is not None and self.outlet.tell(notice, pop_ups):
            return True
        if self.alone and self._alarm is not None:
            if notice.kind in PROBLEMS:
                self._popped_up.add(incident.id)
            outcome = partial(self._outcome, notice.id)
            self._alarm.tell(incident.id, notice.title, notice.body, notice.level, outcome)
            return True
        return False

    def sounds(self, tone: Tone | None) -> None:
        """Follow the board: the holder plays its tone, or we do while we are alone."""
        self._tidy()
        if tone is not self._tone:
            self._tone = tone
            what = tone.value if tone else "silent"
            self._journal.event(EventKind.ENGINE, "sound", what, self._clock.now())
        if self.alone and self._alarm is not None:
            own = Tone.CRITICAL if self._clock.now().mono < self._own_until else None
            self._alarm.play(own or tone)

    async def close(self) -> None:
        """Fall silent."""
        self._hold(held=False)
        if self._grace is not None:
            self._grace.cancel()
        if self._alarm is not None:
            await self._alarm.close()

    def _tidy(self) -> None:
        """Take away our own pop-ups of what somebody has or what is over, also when a wall is back."""
        waiting = {each.id for each in self._books.incidents.open() if not each.taken}
        for incident in self._popped_up - waiting:
            self._popped_up.discard(incident)
            if self._alarm is not None:
                self._alarm.untell(incident)

    def _lose(self) -> None:
        if self.lost is not None:
            self.lost()

    def _hold(self, *, held: bool) -> None:
        self._books.held = held
        self._journal.seat(self._books.seat)

    def _expect_back(self, seconds: float, text: Phrase) -> None:
        if self._grace is not None:
            self._grace.cancel()
        self._grace = asyncio.get_running_loop().call_later(seconds, self._begin_alone, text)

    def _outcome(self, notice: str, ok: bool, detail: str) -> None:
        if self.delivered is not None:
            now = self._clock.now()
            self.delivered(Delivery(notice=notice, channel=DESKTOP, at=now, ok=ok, detail=foreign(detail)))

    def _wall_told(self, ok: bool, detail: str) -> None:
        what = "told" if ok else "not-told"
        self._journal.event(EventKind.ENGINE, "wall", what, self._clock.now(), reason=foreign(detail))

    def _begin_alone(self, text: Phrase) -> None:
        self._grace = None
        now = self._clock.now()
        self.alone = True
        self._own_until = now.mono + _ALONE_TONE
        self._banners.lift("wall", State.CRITICAL, text)
        self._journal.event(EventKind.ENGINE, "wall", "alone", now, text=text)
        if self._alarm is not None:
            title = phrase("The wall does not answer")
            self._alarm.tell("wall", title, text, Level.CRITICAL, self._wall_told)
            self._alarm.play(Tone.CRITICAL)

    def _end_alone(self) -> None:
        if self._grace is not None:
            self._grace.cancel()
            self._grace = None
        if not self.alone:
            return
        self.alone = False
        self._own_until = 0.0
        self._banners.lower("wall")
        if self._alarm is not None:
            self._alarm.play(None)
            self._alarm.untell("wall")

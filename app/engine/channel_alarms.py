"""An alarm for each outside channel that does not deliver; the other channels and the desktop tell it."""

from app.engine.banners import Banners
from app.engine.core import Core
from app.engine.pipeline import Pipeline
from app.model.channel_view import ChannelState, ChannelView
from app.model.clock import Moment
from app.model.own import channel_of, undelivered
from app.model.phrase import Phrase, foreign, phrase
from app.model.ports import Deliverer
from app.model.quantity import age
from app.model.state import State
from app.model.verdict import Level, Verdict


class ChannelAlarms:
    """Compares what the channels know of themselves with what the books say, and moves the alarms."""

    def __init__(self, core: Core, *, pipeline: Pipeline, deliverer: Deliverer, banners: Banners) -> None:
        self._books = core.books
        self._clock = core.clock
        self._pipeline = pipeline
        self._deliverer = deliverer
        self._banners = banners
        self._raised: set[str] = set()

    def round(self) -> None:
        """Look at all channels."""
        now = self._clock.now()
        views = self._deliverer.views()
        for view in views:
            self._look(view, now)
        known = {view.id for view in views}
        for gone in self._raised - {view.id for view in views if view.state is ChannelState.UNDELIVERED}:
            self._banners.lower(f"undelivered-{gone}")
            self._raised.discard(gone)
        for alert in self._books.alerts.all():
            channel = channel_of(alert.key.check)
            if channel and channel not in known:
                self._pipeline.withdraw(alert.key.check, now)

    def _look(self, view: ChannelView, now: Moment) -> None:
        """Nothing but a delivery ends an alarm; that there was none since the start proves nothing."""
        if view.state is ChannelState.UNDELIVERED:
            level = Level.CRITICAL if view.undelivered else Level.WARNING
            self._step(view.id, level, _why(view), now)
            self._show(view)
        elif view.delivered is not None and self._books.alerts.of(undelivered(view.id).check):
            self._step(view.id, Level.GOOD, phrase("A notice to {channel} arrived", channel=view.id), now)

    def _show(self, view: ChannelView) -> None:
        if view.id not in self._raised:
            self._raised.add(view.id)
            self._banners.lift(f"undelivered-{view.id}", State.WARNING, _why(view))

    def _step(self, channel: str, level: Level, reason: Phrase, now: Moment) -> None:
        key = undelivered(channel)
        verdict = Verdict(check=key.check, rule=key.rule, level=level, at=now, reason=reason)
        self._pipeline.step_own(verdict, 0.0)


def _why(view: ChannelView) -> Phrase:
    why = foreign(view.why) or "unknown"
    if view.undelivered:
        return phrase(
            "{count} given up for {channel}: {reason}",
            count=str(view.undelivered),
            channel=view.id,
            reason=why,
        )
    return phrase(
        "A notice to {channel} waits for {age}: {reason}",
        channel=view.id,
        age=age(view.waiting_for),
        reason=why,
    )

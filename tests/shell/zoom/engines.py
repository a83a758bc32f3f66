"""An engine that answers what zoomable charts ask, from a curve that is known at every moment."""

import asyncio
import math
from collections.abc import Sequence

from app.model import phases
from app.model.board import CheckDetail, CheckView, LimitLine
from app.model.clock import Moment
from app.model.message import Answer, AskDetail, AskMarks, AskSpan, Point, Question
from app.model.past import ChartMark, MarkKind, SpanFigures, tier_for
from app.model.phrase import phrase
from app.model.probe import Phase

GRAIN = 10.0  # seconds between two values


class StillClock:
    """Stands until it is moved."""

    def __init__(self, now: Moment) -> None:
        self.moment = now

    def now(self) -> Moment:
        return self.moment


class Asked:
    """Notes what it is asked. ``silent``: wall times between which it knows nothing; ``error``: it fails."""

    def __init__(self, view: CheckView, now: float, *, limits: Sequence[LimitLine] = ()) -> None:
        self.view, self.now = view, now
        self.limits = tuple(limits)
        self.spans: list[AskSpan] = []
        self.silent = (math.inf, math.inf)
        self.error = ""
        self.unknown = ""  # why the check is not known
        self.phases: tuple[Phase, ...] = ()

    async def __call__(self, question: Question, timeout: float = 10.0) -> Answer:  # noqa: ARG002, ASYNC109
        await asyncio.sleep(0)
        match question:
            case AskDetail() if self.unknown:
                return Answer(id=0, error=self.unknown)
            case AskDetail():
                return Answer(id=0, detail=CheckDetail(view=self.view, lines=self.limits, phases=self.phases))
            case _ if self.error:
                return Answer(id=0, error=self.error)
            case AskMarks():
                mark = ChartMark(at=self.now - 300, kind=MarkKind.DEPLOYED, text=phrase("deploy 4.2"))
                return Answer(id=0, marks=(mark,))
            case AskSpan(wanted=((check, phases.SERIES),)):
                return Answer(id=0, points=phases.kept(check, question.since + 1, self.phases))
            case AskSpan():
                self.spans.append(question)
                return Answer(id=0, points=self._points(question), spans=self._figures(question))
            case _:
                raise AssertionError(question)

    def _points(self, ask: AskSpan) -> tuple[Point, ...]:
        tier = tier_for(ask.step)
        grain = tier.seconds if tier else max(GRAIN, (ask.until - ask.since) / ask.limit)
        found = []
        for check, series in ask.wanted:
            at = math.ceil(ask.since / grain) * grain
            while at <= ask.until:
                if not self.silent[0] <= at <= self.silent[1]:
                    value = at % 1000 / 1000
                    low, high = (value / 2, value * 2) if tier else (0.1, 0.9)
                    found.append(Point(check=check, series=series, at=at, value=value, low=low, high=high))
                at += grain
        return tuple(found)

    @staticmethod
    def _figures(ask: AskSpan) -> tuple[SpanFigures, ...]:
        tier = tier_for(ask.step)
        return tuple(
            SpanFigures(
                check=check,
                series=series,
                count=9,
                low=0.0,
                high=1.0,
                mean=0.5,
                p50=0.5,
                p95=0.95,
                p99=0.99,
                rolled=tier.seconds if tier else 0.0,
            )
            for check, series in ask.wanted
        )

"""Limits are tried on the past before they are written down."""

import asyncio

import msgspec

from app.model.board import SeriesView
from app.model.intent import Intent
from app.model.message import Answer, AskReplay, AskWhy, Question
from app.model.quantity import Unit
from app.model.replay import CheckReplay, Missed, Replay, Tally
from app.model.rule import Threshold
from app.model.verdict import Level
from app.model.why import RuleWhy, Why
from app.shell.dialogs.rule_trial import RuleTrialDialog, headline, lines
from app.shell.tasks import Tasks
from tests.link.parts import RealClock
from tests.shell.boards import check
from tests.shell.conftest import Live

VIEW = msgspec.structs.replace(
    check("kestrin"),
    series=(
        SeriesView(name="response_time", title="Response time", unit=Unit.SECONDS, warning=0.4, critical=2.0),
        SeriesView(name="memory", title="Memory", unit=Unit.RATIO),
    ),
)
PRESENT, CHANGED = (
    Tally(fired=41, seconds=9000.0, longest=900.0),
    Tally(fired=3, seconds=800.0, longest=500.0),
)


def replay(present: Tally = PRESENT, changed: Tally = CHANGED, results: int = 100) -> Replay:
    missed = Missed(seconds=7000.0, critical=60.0, whole=38)
    one = CheckReplay(
        check="kestrin/up", rules=(), results=results, unknown=0, present=present, changed=changed,
        missed=missed, added=Missed(),
    )  # fmt: skip
    return Replay(since=0.0, until=1.0, checks=(one,), present=present, changed=changed, missed=missed)


def test_a_rule_is_tried_under_its_own_name(live: Live) -> None:
    """The tried limits take the place of the rule that limits the value now, and the answer is a sentence."""
    asked: list[AskReplay] = []

    async def ask(question: Question | Intent, timeout: float) -> Answer:  # noqa: ARG001, ASYNC109 - the form
        if isinstance(question, AskReplay):
            asked.append(question)
            return Answer(id=0, replay=replay())
        assert isinstance(question, AskWhy)
        why = Why(
            now=RealClock().now(),
            view=VIEW,
            rules=(RuleWhy(rule="slow", level=Level.GOOD, metric="response_time"),),
        )
        return Answer(id=0, why=why)

    async def work() -> None:
        tasks = Tasks()
        dialog = RuleTrialDialog(VIEW, ask=ask, clock=RealClock(), tasks=tasks)
        dialog.open()
        await asyncio.sleep(0.05)
        assert dialog._warning.value() == 400.0
        dialog._warning.setValue(900.0)
        dialog._try.click()
        await asyncio.sleep(0.05)
        assert dialog._headline.text() == "Would have fired 3 times instead of 41"
        assert dialog.written() == (
            "- {kind: threshold, metric: response_time, warning: 900ms, critical: 2000ms, name: slow}"
        )
        dialog._series.setCurrentIndex(1)
        assert not dialog._try.isEnabled()
        dialog._critical.setValue(90.0)
        assert dialog.rule() == Threshold(metric="memory", critical=0.9)
        assert dialog.written() == "- {kind: threshold, metric: memory, critical: 90%}"
        dialog.close()
        dialog.deleteLater()
        await tasks.close()

    live(work())
    (question,) = asked
    assert question.checks == (VIEW.id,)
    assert question.rules == (Threshold(metric="response_time", warning=0.9, critical=2.0, name="slow"),)


def test_what_would_be_missed_is_said() -> None:
    """Fewer alarms are no gain where they leave out what was critical; nothing recorded is said as such."""
    assert "It would miss 1 h 56 min, of which 1 min were critical; 38 alarms wholly" in lines(replay())
    assert headline(replay(changed=PRESENT)) == "Would have fired 41 times, as now"
    assert headline(replay(results=0)) == "Nothing is recorded of that time"

"""Silences and maintenance windows are shown, previewed, made and ended."""

import asyncio
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from app.model.intent import EndMaintenance, EndSilence, Intent, MakeSilence, PlanMaintenance
from app.model.matcher import Matcher
from app.model.message import Answer, AskMaintenance, AskPreview, AskSilences, Question
from app.model.suppression_view import MaintenanceView, Preview, SilenceView
from app.shell.dialogs.confirm import ConfirmDialog
from app.shell.dialogs.quiet import QuietDialog, preview_words
from app.shell.tasks import Tasks
from tests.link.parts import RealClock
from tests.shell.conftest import Live
from tests.shell.dialogs.tables import shown

PSP = Matcher(label="target", value="psp-a")


class Engine:
    """Answers as an engine with one silence and one window of the inventory does."""

    def __init__(self) -> None:
        self.now = RealClock().now()
        self.wishes: list[Intent] = []
        self.previews: list[AskPreview] = []

    async def ask(self, question: Question | Intent, timeout: float) -> Answer:  # noqa: ARG002, ASYNC109 - the form
        until = self.now.later(3600)
        match question:
            case AskSilences():
                silence = SilenceView(
                    id="S-3",
                    matchers="target=psp-a",
                    who="Ann",
                    reason="<b>move</b>",
                    starts=self.now,
                    until=until,
                )
                return Answer(id=0, silences=(silence,))
            case AskMaintenance():
                window = MaintenanceView(id="backup", matchers="target=db", kind="recurring", listed=True)
                return Answer(id=0, maintenance=(window,))
            case AskPreview():
                self.previews.append(question)
                return Answer(id=0, preview=Preview(checks=("psp-a/in",), checks_count=1))
            case MakeSilence() | EndSilence() | PlanMaintenance() | EndMaintenance():
                self.wishes.append(question)
                return Answer(id=0, text="Done")
            case _:
                raise AssertionError(question)


def run(live: Live, work: Any, *, who: str = "Mira", matchers: str = "") -> Engine:
    engine = Engine()

    async def whole() -> None:
        tasks = Tasks()
        dialog = QuietDialog(ask=engine.ask, who=who, clock=RealClock(), tasks=tasks, matchers=matchers)
        dialog.open()
        await asyncio.sleep(0.05)
        await work(engine, dialog)
        dialog.close()
        dialog.deleteLater()
        await tasks.close()

    live(whole())
    return engine


def test_what_would_be_hidden_is_said_before_it_is(live: Live) -> None:
    """While matchers are typed their preview follows; a silence needs a reason before it can begin."""

    async def work(engine: Engine, dialog: QuietDialog) -> None:
        await asyncio.sleep(0.5)
        assert [each.matchers for each in engine.previews] == [(PSP,)]
        assert dialog._preview.text() == "Checks: 1 (psp-a/in). Open incidents: 0."
        assert not dialog._make.isEnabled()
        dialog._reason.setText("it moves")
        dialog._make.click()
        await asyncio.sleep(0.05)
        assert dialog._said.text() == "Done"

    engine = run(live, work, matchers="target=psp-a")
    assert engine.wishes == [MakeSilence(matchers=(PSP,), who="Mira", reason="it moves", seconds=3600.0)]


@pytest.mark.parametrize("kind", ["calm", "maintenance"])
def test_each_kind_is_its_own_wish(live: Live, kind: str) -> None:
    """A silence may end when it has been calm; work that is planned is a maintenance window."""

    async def work(_: Engine, dialog: QuietDialog) -> None:
        dialog._kind.setCurrentIndex(dialog._kind.findData(kind))
        dialog._reason.setText("it moves")
        dialog._make.click()
        await asyncio.sleep(0.05)

    (wish,) = run(live, work, matchers="target=psp-a").wishes
    assert isinstance(wish, PlanMaintenance if kind == "maintenance" else MakeSilence)
    assert kind == "maintenance" or (isinstance(wish, MakeSilence) and wish.when_clear == 300.0)


def test_what_is_no_matcher_is_said(live: Live) -> None:
    """A text that means nothing is explained, and nothing can be made of it."""

    async def work(engine: Engine, dialog: QuietDialog) -> None:
        dialog._matchers.setText("psp")
        await asyncio.sleep(0.5)
        assert "label=value" in dialog._preview.text()
        assert not dialog._make.isEnabled()
        assert engine.previews == []

    run(live, work)


def test_what_is_in_force_can_be_ended(live: Live) -> None:
    """The chosen silence ends when asked and answered; what is planned is not ended before it runs."""

    async def work(_: Engine, dialog: QuietDialog) -> None:
        assert dialog._table.rowCount() == 2
        assert shown(dialog._table, 0)[4] == "<b>move</b>"
        dialog._table.selectRow(1)
        assert not dialog._end.isEnabled()
        dialog._table.selectRow(0)
        for answer in ("Leave it", "End it"):
            dialog._end.click()
            await asyncio.sleep(0.02)
            asked = dialog.findChildren(ConfirmDialog)[-1]
            buttons = {button.text(): button for button in asked.findChildren(QPushButton)}
            assert buttons["Leave it"].isDefault()
            buttons[answer].click()
            await asyncio.sleep(0.05)

    assert run(live, work).wishes == [EndSilence(what="S-3", who="Mira")]


def test_nobody_silences_without_a_name(live: Live) -> None:
    """Where no name is known the dialog says what to do."""

    async def work(_: Engine, dialog: QuietDialog) -> None:
        dialog._reason.setText("it moves")
        assert not dialog._make.isEnabled()
        assert "name" in dialog._said.text()

    run(live, work, who="", matchers="target=psp-a")


def test_many_names_are_counted() -> None:
    """A preview names a few and counts all."""
    many = Preview(checks=tuple(f"t/{i}" for i in range(9)), checks_count=1200)
    assert preview_words(many).startswith("Checks: 1,200 (t/0, t/1, t/2, t/3, t/4, t/5 …).")
    assert preview_words(Preview()) == "Nothing matches now"

"""Why a check is so, in the window."""

import asyncio
from collections.abc import Awaitable, Callable

from PySide6.QtWidgets import QApplication, QPushButton

from app.commands.why_text import why_lines
from app.model.message import Answer, AskWhy, Question
from app.model.state import State
from app.shell.dialogs.why import WhyDialog
from app.shell.tasks import Tasks
from app.shell.wishes import worst_check
from tests.shell.boards import check, incident
from tests.shell.conftest import Live
from tests.shell.dialogs.gallery import whole_why

WHY = whole_why("Kestrin <b>Live</b>")


class Engine:
    """Knows one check; can be away."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.away = False

    async def ask(self, question: Question, timeout: float) -> Answer:  # noqa: ARG002, ASYNC109 - the form
        """Answer why."""
        assert isinstance(question, AskWhy)
        self.asked.append(question.check)
        if self.away:
            return Answer(id=0, error="there is no connection to the engine")
        known = question.check == WHY.view.id
        return Answer(id=0, why=WHY) if known else Answer(id=0, error=f"no check is called {question.check}")


def run(live: Live, engine: Engine, work: Callable[[WhyDialog], Awaitable[None]]) -> None:
    """Show the dialog of the known check and do something with it."""

    async def whole() -> None:
        tasks = Tasks()
        dialog = WhyDialog(WHY.view.id, ask=engine.ask, checks=(WHY.view.id,), tasks=tasks)
        dialog.open()
        await asyncio.sleep(0.03)
        await work(dialog)
        dialog.close()
        dialog.deleteLater()
        await tasks.close()

    live(whole())


def press(dialog: WhyDialog, text: str) -> None:
    """Press the button of this name."""
    next(each for each in dialog.findChildren(QPushButton) if each.text() == text).click()


def test_it_says_what_the_command_line_says_and_can_be_copied(live: Live) -> None:
    """Shown and copied are the words of ``nocwall why``; foreign text is letters."""

    async def work(dialog: WhyDialog) -> None:
        shown = dialog._text.toPlainText().splitlines()
        assert shown == [line.strip() for line in why_lines(WHY)]
        assert "<b>Live</b>" in shown[0]
        press(dialog, "Copy as text")
        assert QApplication.clipboard().text() == "\n".join(why_lines(WHY))
        assert dialog._said.text() == "Copied"

    run(live, Engine(), work)


def test_another_check_can_be_named(live: Live) -> None:
    """What was told of the first goes at once; a name that is not known is said."""
    engine = Engine()

    async def work(dialog: WhyDialog) -> None:
        dialog._named.setText(" edge/up ")
        dialog._named.returnPressed.emit()
        assert dialog.text() == ""
        await asyncio.sleep(0.03)
        assert dialog._trouble.text() == "No check is called edge/up"

    run(live, engine, work)
    assert engine.asked == [WHY.view.id, "edge/up"]


def test_an_engine_that_is_away_is_said_and_takes_nothing_away(live: Live) -> None:
    """What was told stays with its time and can be copied; that nobody answers stands above it."""
    engine = Engine()

    async def work(dialog: WhyDialog) -> None:
        told = dialog.text()
        engine.away = True
        await dialog._renew()
        assert dialog._trouble.text() == "There is no connection to the engine"
        assert dialog._trouble.isVisible()
        assert dialog.text() == told
        assert dialog._said.text().startswith("As of ")
        engine.away = False
        await dialog._renew()
        assert not dialog._trouble.isVisible()

    run(live, engine, work)


def test_what_is_being_chosen_is_not_renewed(live: Live) -> None:
    """While somebody has chosen text, it stays under the pointer."""

    async def work(dialog: WhyDialog) -> None:
        dialog._text.selectAll()
        await dialog._renew()
        assert dialog._text.textCursor().hasSelection()

    run(live, Engine(), work)


def test_without_a_name_the_worst_check_is_meant() -> None:
    """That is one of the worst incident; without incidents one in the worst state; of nothing none."""
    checks = (check("a"), check("b", State.WARNING), check("c"))
    assert worst_check((incident(),), checks) == "kestrin/up"
    assert worst_check((), checks) == "b/up"
    assert worst_check((), ()) == ""

"""Outside channels are shown and tested."""

import asyncio

from app.model.channel_view import ChannelState, ChannelView
from app.model.intent import Intent, TestChannel
from app.model.message import Answer, AskChannels, Question
from app.shell.dialogs.channels import ChannelsDialog
from app.shell.tasks import Tasks
from tests.link.parts import RealClock
from tests.shell.conftest import Live
from tests.shell.dialogs.tables import shown, tip

PAGER = ChannelView(
    id="pager",
    kind="apprise",
    scheme="pagerduty",
    min_severity="critical",
    state=ChannelState.UNDELIVERED,
    why="refused: <b>401</b>",
    waiting=3,
)

HOOK = ChannelView(id="m", kind="webhook", scheme="http", min_severity="warning")


def test_a_channel_is_tested_and_the_outcome_said(live: Live) -> None:
    """The chosen channel is sent a test; what became of it stands below, and why it is sick in its tip."""
    asked: list[Question | Intent] = []

    async def ask(question: Question | Intent, timeout: float) -> Answer:  # noqa: ARG001, ASYNC109 - the form
        asked.append(question)
        if isinstance(question, AskChannels):
            return Answer(
                id=0,
                channels=(PAGER, ChannelView(id="m", kind="webhook", scheme="http", min_severity="warning")),
            )
        return Answer(id=0, error="pager: refused: 401")

    async def work() -> None:
        tasks = Tasks()
        dialog = ChannelsDialog(ask=ask, who="Mira", clock=RealClock(), tasks=tasks)
        dialog.open()
        await asyncio.sleep(0.05)
        table = dialog._table
        assert shown(table, 0) == [
            "pager", "pagerduty", "critical", "does not deliver", "none yet", "3",
        ]  # fmt: skip
        assert "&lt;b&gt;401" in tip(table, 0)
        assert not dialog._test.isEnabled()
        table.selectRow(0)
        dialog._test.click()
        await asyncio.sleep(0.05)
        assert dialog._said.text() == "pager: refused: 401"
        assert dialog._test.isEnabled()
        dialog.close()
        dialog.deleteLater()
        await tasks.close()

    live(work())
    assert TestChannel(channel="pager", who="Mira") in asked


def test_an_empty_list_says_what_to_do(live: Live) -> None:
    """Without channels the dialog says where they are named."""

    async def ask(question: Question | Intent, timeout: float) -> Answer:  # noqa: ARG001, ASYNC109 - the form
        return Answer(id=0)

    async def work() -> None:
        tasks = Tasks()
        dialog = ChannelsDialog(ask=ask, who="Mira", clock=RealClock(), tasks=tasks)
        dialog.open()
        await asyncio.sleep(0.05)
        assert "inventory" in dialog._table.accessibleDescription()
        dialog.close()
        dialog.deleteLater()
        await tasks.close()

    live(work())

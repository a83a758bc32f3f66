"""The outside channels: what is known of each, and a test of one."""

from collections.abc import Awaitable, Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.model.channel_view import ChannelState, ChannelView
from app.model.clock import Clock, Moment
from app.model.intent import Intent, TestChannel
from app.model.message import Answer, AskChannels, Question
from app.model.phrase import foreign
from app.model.why_codes import code_phrase
from app.shell.dialogs.label import plain_label
from app.shell.dialogs.open_work import WorkingDialog, each
from app.shell.dialogs.plain import TroubleLine, arrange, fill, foot, plain_table, press
from app.shell.tasks import Tasks
from widgets.tr import tr, tr_phrase
from widgets.views.words import since_words

AGAIN = 2.0  # seconds
TEST_WITHIN = 20.0  # seconds; the engine answers within 15
SIZE = (860, 420)

Asking = Callable[[Question | Intent, float], Awaitable[Answer]]


class ChannelsDialog(WorkingDialog):
    """A row a channel; the chosen one can be tested, and what became of the test is said below."""

    def __init__(
        self, *, ask: Asking, who: str, clock: Clock, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(tasks, parent)
        self._ask = ask
        self._who = who
        self._clock = clock
        self._views: tuple[ChannelView, ...] = ()
        self.setWindowTitle(tr("Outside channels"))
        self.resize(*SIZE)
        heads = (
            tr("Channel"),
            tr("Kind"),
            tr("Told from"),
            tr("State"),
            tr("Last delivery"),
            tr("Waiting"),
        )
        self._table = plain_table(tr("Outside channels"), heads, self, wide=(0, 3))
        self._table.itemSelectionChanged.connect(self._judge)
        self._trouble = TroubleLine(self)
        self._why = plain_label("", self)
        self._said = plain_label("", self)
        self._test = press(self, tr("Send a test"), self._send_test)
        box = QVBoxLayout(self)
        box.addWidget(self._trouble)
        box.addWidget(self._table, 1)
        box.addWidget(self._why)
        box.addLayout(foot(self, self._said, (self._test,)))
        arrange(self)
        self._table.say_empty(tr("Asking the engine"))
        self._judge()

    async def work(self) -> None:
        """Ask again and again."""
        none = tr("No outside channel is set up: name some under channels in the inventory")
        async for _ in each(AGAIN):
            answer = await self._ask(AskChannels(), 10.0)
            self._trouble.say(foreign(answer.error))
            self._table.say_empty("" if answer.error else none)
            if not answer.error:
                self._show(answer.channels)

    def _show(self, views: Sequence[ChannelView]) -> None:
        self._views = tuple(views)
        now = self._clock.now()
        fill(self._table, [_row(view, now) for view in views], [view.why for view in views])
        if len(views) == 1:
            self._table.selectRow(0)
        self._judge()

    def _chosen(self) -> str:
        rows = {index.row() for index in self._table.selectedIndexes()}
        found = [view.id for row, view in enumerate(self._views) if row in rows]
        return found[0] if found else ""

    def _judge(self) -> None:
        """Offer a test of the channel that is chosen, and say what is wrong with it."""
        chosen = next((view for view in self._views if view.id == self._chosen()), None)
        self._test.setEnabled(chosen is not None)
        why = foreign(chosen.why, 500) if chosen is not None else ""
        self._why.setText(f"{foreign(chosen.id, 60)}: {why}" if chosen is not None and why else "")
        self._why.setVisible(bool(why))

    def _send_test(self) -> None:
        self._tasks.start(self._tested(self._chosen()), "test of a channel")

    async def _tested(self, channel: str) -> None:
        self._test.setEnabled(False)
        self._said.setText(tr("{channel}: the test is on its way", channel=foreign(channel, 60)))
        try:
            answer = await self._ask(TestChannel(channel=channel, who=self._who), TEST_WITHIN)
            self._said.setText(foreign(answer.error or answer.text, 500))
        finally:
            self._judge()


def _row(view: ChannelView, now: Moment) -> tuple[str, ...]:
    delivered = since_words(view.delivered, now)
    return (
        view.id,
        view.scheme or view.kind,
        tr_phrase(code_phrase(view.min_severity)),
        _state_word(view),
        tr("{age} ago", age=delivered) if delivered else tr("none yet"),
        str(view.waiting),
    )


def _state_word(view: ChannelView) -> str:
    return {
        ChannelState.UNPROVED: tr("not proved"),
        ChannelState.WORKING: tr("works"),
        ChannelState.WAITING: tr("tried again"),
        ChannelState.UNDELIVERED: tr("does not deliver"),
    }[view.state]

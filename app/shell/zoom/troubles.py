"""What went wrong in a window of charts: in the middle while there is no chart, else in the foot."""

from PySide6.QtWidgets import QWidget

from app.model.phrase import foreign
from app.shell.zoom.past import NoPast
from widgets.look import Look
from widgets.tr import tr, tr_phrase
from widgets.zoom.bar import ZoomFoot
from widgets.zoom.page import ZoomPage
from widgets.zoom.trouble import Trouble, TroublePanel


class Troubles:
    """Says it in one place only. Charts that were loaded before stay, and are worth more than words."""

    def __init__(self, look: Look, page: ZoomPage, foot: ZoomFoot) -> None:
        self._page, self._foot = page, foot
        self.panel = TroublePanel(look, page)
        self.panel.again_wished.connect(foot.again_wished)
        foot.again_wished.connect(self.panel.wait)
        QWidget.setTabOrder(page, self.panel.again)

    @property
    def stand(self) -> bool:
        """Whether something is said in the place of charts."""
        return not self.panel.isHidden()

    def no_past(self, trouble: NoPast) -> None:
        """Say that the history was not told."""
        found = Trouble(tr_phrase(trouble.what), _begun(foreign(trouble.why, 300)), tr_phrase(trouble.remedy))
        self._tell(found, tr_phrase(trouble.sentence))

    def no_check(self, error: str) -> None:
        """Say that nothing is known of the check; ``error``: what the engine said."""
        words = foreign(error, 300) or tr("The engine does not know this check")
        remedy = tr("It is asked again every 10 s. Is the engine running, and the check in its inventory?")
        self._tell(
            Trouble(tr("Nothing is known of this check"), words[:1].upper() + words[1:], remedy), words
        )

    def no_series(self) -> None:
        """Say that the check has nothing that can be drawn."""
        title = tr("This check measures nothing that can be drawn")
        self._tell(Trouble(title, "", tr("Its detail says what it found"), again=False), title, again=False)

    def gone(self) -> None:
        """Say nothing in the place of charts any more."""
        self.panel.tell(None)

    def _tell(self, trouble: Trouble, words: str, *, again: bool = True) -> None:
        if self._page.charts:
            self._foot.show_state(words, trouble=again)
        else:
            self._foot.show_state("")
            self.panel.tell(trouble)


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]

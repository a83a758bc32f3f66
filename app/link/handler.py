"""What the link's server asks of the engine; the two are strangers and meet in ``app.engine_main``."""

import enum
from typing import Protocol

from app.model.intent import Intent
from app.model.message import Answer, BoardPush, Question, Sender


class Departure(enum.StrEnum):
    """How the holder of the speaker went."""

    ASKED = "asked"  # it said that it leaves
    VANISHED = "vanished"  # its connection ended without a word
    SILENT = "silent"  # no sign of life for five seconds


class Handler(Protocol):
    """Answers clients. ``id`` of an answer is set by the server."""

    async def answer(self, question: Question, sender: Sender) -> Answer:
        """Answer a question, or say in ``error`` why not."""
        ...

    async def submit(self, intent: Intent, sender: Sender) -> Answer:
        """Carry out an intent; return when it is stored."""
        ...

    def whole_board(self) -> BoardPush:
        """Return the newest board, whole."""
        ...

    def window_fell(self, sender: Sender, how: str) -> None:
        """Another window of this client fell; this one was started in its place."""
        ...

    def speaker_given(self, holder: Sender) -> None:
        """Tray and sound are with this client now."""
        ...

    def speaker_gone(self, last: Sender, departure: Departure) -> None:
        """Nobody holds tray and sound any more."""
        ...

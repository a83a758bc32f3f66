"""Questions and intents of clients: who may ask what, and the answers, each with a deadline."""

import asyncio

import msgspec

from app.link.connection import Connection
from app.link.frames import BadFrame, frame
from app.link.handler import Handler
from app.link.tasks import Tasks
from app.model.intent import Report, Stop
from app.model.message import Answer, Ask

_MOST_ASKING = 64  # questions of one client at a time
_ANSWER_WITHIN = 20.0


class Answering:
    """Answers side by side: a slow question holds up nothing else of its client."""

    def __init__(self, handler: Handler, tasks: Tasks) -> None:
        self._handler = handler
        self._tasks = tasks

    def take(self, client: Connection, ask: Ask) -> None:
        """Answer in a task of its own, or refuse at once."""
        refusal = _not_allowed(client, ask)
        if refusal:
            client.send(frame(Answer(id=ask.id, error=refusal)))
            return
        client.asking += 1
        self._tasks.start(self._reply(client, ask), "link answer")

    async def _reply(self, client: Connection, ask: Ask) -> None:
        try:
            async with asyncio.timeout(_ANSWER_WITHIN):
                answer = await self._answer(client, ask)
        except TimeoutError:
            answer = Answer(id=ask.id, error="the engine had no answer in time")
        finally:
            client.asking -= 1
        client.send(_framed(msgspec.structs.replace(answer, id=ask.id)))

    async def _answer(self, client: Connection, ask: Ask) -> Answer:
        if ask.intent is not None:
            return await self._handler.submit(ask.intent, client.sender)
        assert ask.question is not None
        return await self._handler.answer(ask.question, client.sender)


def _not_allowed(client: Connection, ask: Ask) -> str:
    if (ask.intent is None) == (ask.question is None):
        return "ask one question or one intent"
    if client.asking >= _MOST_ASKING:
        return "too many questions at a time"
    if not client.same_build and not isinstance(ask.intent, Stop):
        return "the engine is another build; it can only be asked to stop"
    # A wall may look only. What became of a tone that it was asked to play is no wish.
    if client.sender.role == "wall" and ask.intent is not None and not isinstance(ask.intent, Report):
        return "a wall may look only"
    return ""


def _framed(answer: Answer) -> bytes:
    try:
        return frame(answer)
    except BadFrame:
        return frame(Answer(id=answer.id, error="the answer is too large; ask for less"))

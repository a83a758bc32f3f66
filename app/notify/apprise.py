"""Services that Apprise knows, by a child process a channel.

A letter is sent again only where it is known not to have arrived: most services have no way to tell a letter
that comes twice. See docs/decisions/0054.
"""

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from typing import Final

from app.model.channel import AppriseChannel
from app.model.notice import NoticeKind
from app.model.ports import SecretSource
from app.model.verdict import Level
from app.notify.child import Child, ChildFailed
from app.notify.child_words import Begun, Done, Order, Outcome
from app.notify.letter import Letter, NotDelivered, calm, secret_of
from app.notify.mask import scheme_of
from app.notify.webhook import IDLE

UNKNOWN: Final = "unknown whether it arrived"
_RENEWED: Final = 200  # orders after which a child makes place for a fresh one: libraries leak
_FIRST, _MOST = 1.0, 60.0  # seconds until a child is started again after it broke
_KINDS: Final = {NoticeKind.RECOVERY: "success", NoticeKind.WITHDRAWN: "info", NoticeKind.TEST: "info"}


class Apprise:
    """Implements ``Sender``. ``command`` starts a child; ``scheme`` is known from the first letter on."""

    def __init__(
        self,
        channel: AppriseChannel,
        secrets: SecretSource,
        command: Sequence[str],
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._channel = channel
        self._secrets = secrets
        self._command = command
        self._environment = environment
        self._broken = 0  # children in a row that broke
        self._not_before = 0.0
        self.child: Child | None = None

    async def deliver(self, letter: Letter) -> None:
        """Send once. Raises ``NotDelivered``."""
        url = await secret_of(self._secrets, self._channel.url)
        child = await self._ready()
        order = Order(
            url=url,
            title=calm(letter.title),
            body=calm(letter.body) or "-",
            kind=_kind(letter),
            timeout=self._channel.timeout,
        )
        try:
            done = await self._carried_out(child, order)
        except BaseException:  # cancelled as well: a child in the middle of an order answers for a wrong one
            await self.close()
            raise
        self._broken = 0
        _judge(done)

    async def scheme(self) -> str:
        """Return the scheme of the address, all that may be shown; empty where the secret is not there."""
        try:
            return scheme_of(await secret_of(self._secrets, self._channel.url))
        except NotDelivered:
            return ""

    async def rest(self, idle: float) -> float:
        """End the child after a while: it takes 50 MB."""
        if idle >= IDLE:
            await self.close()
        return IDLE

    async def close(self) -> None:
        """End the child."""
        child, self.child = self.child, None
        if child is not None:
            await child.kill()

    async def _carried_out(self, child: Child, order: Order) -> Done:
        begun = False
        try:
            async with asyncio.timeout(self._channel.timeout):
                await child.order(order)
                begun = isinstance(await child.word(), Begun)
                done = await child.word()
        except TimeoutError as late:
            why = f"no answer in {self._channel.timeout:g} s"
            raise NotDelivered(f"{why}: {UNKNOWN}" if begun else why, final=begun) from late
        except ChildFailed as failed:
            self._note_broken()
            why = f"its process failed: {failed}"
            raise NotDelivered(f"{why}; {UNKNOWN}" if begun else why, final=begun) from failed
        if not begun or not isinstance(done, Done):
            self._note_broken()
            raise NotDelivered(f"its process failed: it talks nonsense; {UNKNOWN}", final=True)
        return done

    async def _ready(self) -> Child:
        """Return the child, or a new one where there is none, it has ended, or it is old."""
        if self.child is not None and self.child.lives and self.child.orders < _RENEWED:
            return self.child
        await self.close()
        wait = self._not_before - time.monotonic()
        if wait > 0:
            raise NotDelivered("its process failed and is started again in a moment", after=wait)
        try:
            self.child = await Child.started(self._command, self._environment)
        except ChildFailed as failed:
            self._note_broken()
            raise NotDelivered(f"its process failed: {failed}") from failed
        return self.child

    def _note_broken(self) -> None:
        """Start the next one at once the first time, then later and later."""
        pause = min(_MOST, _FIRST * 2.0 ** (self._broken - 1)) if self._broken else 0.0
        self._not_before = time.monotonic() + pause
        self._broken = min(self._broken + 1, 20)


def _judge(done: Done) -> None:
    if done.outcome is Outcome.ARRIVED:
        return
    if done.outcome is Outcome.UNSURE:
        raise NotDelivered(f"{done.why}; {UNKNOWN}", final=True)
    raise NotDelivered(done.why, final=done.outcome is Outcome.REFUSED, after=done.after)


def _kind(letter: Letter) -> str:
    usual = "failure" if letter.notice.level is Level.CRITICAL else "warning"
    return _KINDS.get(letter.notice.kind, usual)

"""Whether something listens on a TCP port."""

from typing import Annotated

import msgspec

from app.model.metric import RESPONSE_TIME
from app.model.phrase import foreign, phrase
from app.model.probe import Context, Host, Port, Probe, Reading
from app.transport.answer_text import unfit
from app.transport.streams import Conversation, open_stream

_BANNER_LIMIT = 4096


class Tcp(Probe, frozen=True, kw_only=True, tag="tcp"):
    """Open a connection and close it again; optionally wait for a greeting that holds a text."""

    example = {"host": "127.0.0.1", "port": 9, "banner": "ready"}
    metrics = (RESPONSE_TIME,)

    host: Host
    port: Port
    banner: Annotated[str, msgspec.Meta(max_length=200)] = ""  # a text that the first line must hold

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"

    async def run(self, ctx: Context) -> Reading:
        """Connect; raises ``ProbeFailed``."""
        async with open_stream(ctx, self.host, self.port) as conversation:
            facts = {"address": conversation.address.text}
            if self.banner:
                facts["banner"] = await self._greeting(conversation)
            watch = conversation.watch
            watch.stop()
        return Reading(values={RESPONSE_TIME.name: watch.total}, phases=watch.phases(), facts=facts)

    async def _greeting(self, conversation: Conversation) -> str:
        line = (await conversation.until(b"\n", _BANNER_LIMIT)).decode("utf-8", "replace").strip()
        if self.banner not in line:
            raise unfit(
                phrase("Greets with {line} instead of {banner}", line=foreign(line, 80), banner=self.banner)
            )
        return foreign(line)

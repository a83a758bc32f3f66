"""Whether an SSH server greets."""

import re
from typing import Annotated

import msgspec

from app.model.metric import RESPONSE_TIME, Metric
from app.model.phrase import foreign, phrase
from app.model.probe import Context, Host, Port, Probe, Reading
from app.model.quantity import Unit
from app.transport.answer_text import unfit
from app.transport.errors import FIRST_BYTE, Pace, malformed, not_serving
from app.transport.patterns import Matcher, checked
from app.transport.streams import ClosedEarly, Conversation, open_stream
from app.transport.wire import Family

_BANNER_TIME = Metric(name="banner_time", unit=Unit.SECONDS, title="Time to banner")
_IDENTIFICATION = re.compile(r"SSH-([0-9]{1,2}\.[0-9]{1,3})-(\S.*|)")
_LINE = 255  # RFC 4253, section 4.2, with the line's end
_LINES_BEFORE = 50
_OURS = b"SSH-2.0-Nocwall\r\n"
_GOOD = ("2.0", "1.99")  # the latter speaks both (section 5.1)


class Ssh(Probe, frozen=True, kw_only=True, tag="ssh"):
    """Wait for the banner of an SSH server, exchange versions, and hang up. Nobody logs in."""

    example = {"host": "127.0.0.1", "port": 22}
    metrics = (RESPONSE_TIME, _BANNER_TIME)

    host: Host
    port: Port = 22
    match: Annotated[str, msgspec.Meta(max_length=500)] = ""  # a regular expression that the banner must hold
    family: Family = "any"
    limits: Pace = Pace()

    def __post_init__(self) -> None:
        """Refuse what cannot work; msgspec tells the place."""
        checked(self.match)

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"

    async def run(self, ctx: Context) -> Reading:
        """Wait for the banner and judge it; raises ``ProbeFailed``."""
        async with open_stream(ctx, self.host, self.port, family=self.family, pace=self.limits) as talk:
            banner = await _banner(talk)
            talk.answered()
            found = _IDENTIFICATION.fullmatch(banner)
            if found is None:
                raise malformed(phrase("What answers is not {protocol}", protocol="SSH"), foreign(banner))
            if found[1] not in _GOOD:
                raise malformed(phrase("Speaks only SSH {version}", version=found[1]))
            if self.match and not await (await ctx.shared(Matcher)).found(self.match, banner):
                shown, wanted = foreign(banner, 80), foreign(self.match, 80)
                raise unfit(phrase("Greets with {line} instead of {banner}", line=shown, banner=wanted))
            # Without a version of ours the server's log would tell of an attack.
            await talk.send(_OURS)
            spent = {phase.name: phase.seconds for phase in talk.watch.phases()}
            facts = {"banner": foreign(banner), "software": foreign(found[2].partition(" ")[0])}
            return talk.reading(ctx, facts, {_BANNER_TIME.name: spent[FIRST_BYTE]})


async def _banner(talk: Conversation) -> str:
    """Return the first line that begins with SSH-; other lines may come before it (section 4.2)."""
    before = ""
    for _ in range(_LINES_BEFORE):
        try:
            line = await talk.until(b"\n", _LINE)
        except ClosedEarly:
            if before:
                raise not_serving(before) from None
            raise
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text.startswith("SSH-"):
            return text
        before = text
    raise malformed(phrase("Sends more than {count} lines before its banner", count=str(_LINES_BEFORE)))

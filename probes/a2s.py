"""A game server of the Source family: whether it answers, its players and its map."""

from collections.abc import Callable
from typing import Annotated

import msgspec

from app.model.metric import RESPONSE_TIME, Metric
from app.model.phrase import foreign, phrase
from app.model.probe import Context, Host, Phase, Port, Probe, Reading
from app.model.quantity import Unit
from app.transport import a2s_wire
from app.transport.a2s_wire import Info, Parts
from app.transport.answer_text import unfit
from app.transport.datagrams import Received
from app.transport.errors import FIRST_BYTE, malformed
from app.transport.patterns import Matcher, checked
from app.transport.udp_talk import Talk, open_talk
from app.transport.wire import Family

_PLAYERS = Metric(name="players", unit=Unit.COUNT, title="Players")
_MOST = Metric(name="max_players", unit=Unit.COUNT, title="Places")
_BOTS = Metric(name="bots", unit=Unit.COUNT, title="Bots")
_FULL = Metric(name="places_taken", unit=Unit.RATIO, title="Places taken")
_LISTED = Metric(name="players_listed", unit=Unit.COUNT, title="Players in the list")
_CHALLENGES = 3  # how often a server may answer by a number instead of what is asked
_SHOWN = 80

Pattern = Annotated[str, msgspec.Meta(max_length=1000)]


class A2s(Probe, frozen=True, kw_only=True, tag="a2s"):
    """Ask a game server for what it says of itself (A2S_INFO), and for its list of players."""

    example = {"host": "127.0.0.1", "port": 9}
    metrics = (RESPONSE_TIME, _PLAYERS, _MOST, _BOTS, _FULL, _LISTED)

    host: Host
    port: Port = 27015
    name_match: Pattern = ""
    map_match: Pattern = ""
    list_players: bool = False
    family: Family = "any"

    def __post_init__(self) -> None:
        """Refuse patterns that are none; msgspec tells the place."""
        checked(self.name_match)
        checked(self.map_match)

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"

    async def run(self, ctx: Context) -> Reading:
        """Ask, once more with the number that the server wants to see; raises ``ProbeFailed``."""
        async with open_talk(ctx, self.host, self.port, self.family) as talk:
            payload, came = await _asked(talk, a2s_wire.ask_info)
            info = a2s_wire.info(payload)
            values = _numbers(info, came.seconds)
            if self.list_players:
                listed, _ = await _asked(talk, a2s_wire.ask_players)
                values[_LISTED.name] = float(a2s_wire.player_count(listed))
        await self._judge(info, ctx)
        return Reading(
            values=values,
            phases=(Phase(name=FIRST_BYTE, seconds=came.seconds),),
            facts=_facts(info, talk.address.text),
        )

    async def _judge(self, info: Info, ctx: Context) -> None:
        matcher = await ctx.shared(Matcher)
        if self.name_match and not await matcher.found(self.name_match, info.name):
            wanted = foreign(self.name_match, _SHOWN)
            raise unfit(
                phrase(
                    "The server is called {name}, without {wanted}", name=foreign(info.name), wanted=wanted
                )
            )
        if self.map_match and not await matcher.found(self.map_match, info.map):
            wanted = foreign(self.map_match, _SHOWN)
            raise unfit(phrase("The map is {name}, without {wanted}", name=foreign(info.map), wanted=wanted))


async def _asked(talk: Talk, question: Callable[[bytes], bytes]) -> tuple[bytes, Received]:
    """Return a whole answer and the last of its packets."""
    number = b""
    for _ in range(_CHALLENGES):
        payload, came = await _whole(talk, question(number))
        again = a2s_wire.challenge(payload)
        if again is None:
            return payload, came
        number = again
    raise malformed(phrase("The game server asks for ever new numbers instead of answering"))


async def _whole(talk: Talk, question: bytes) -> tuple[bytes, Received]:
    parts, found = Parts(), [b""]

    def whole(packet: bytes) -> bool:
        payload = parts.whole(packet)
        found[0] = payload or b""
        return payload is not None

    came = await talk.ask(lambda: question, whole)
    return found[0], came


def _numbers(info: Info, seconds: float) -> dict[str, float]:
    values = {
        RESPONSE_TIME.name: seconds,
        _PLAYERS.name: float(info.players),
        _MOST.name: float(info.most),
        _BOTS.name: float(info.bots),
    }
    if info.most:
        values[_FULL.name] = min(1.0, info.players / info.most)
    return values


def _facts(info: Info, address: str) -> dict[str, str]:
    return {
        "address": address,
        "name": info.name,
        "map": info.map,
        "game": info.game,
        "version": info.version,
        "type": info.type,
        "system": info.system,
        "password": "yes" if info.password else "no",
        "vac": "yes" if info.vac else "no",
    }

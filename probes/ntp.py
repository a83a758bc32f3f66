"""A time server: whether it knows the time, and how far this machine's clock is from it."""

import secrets
import time
from typing import Annotated

import msgspec

from app.model.metric import RESPONSE_TIME, Metric
from app.model.phrase import phrase
from app.model.probe import Context, Host, Phase, Port, Probe, Reading
from app.model.quantity import Unit
from app.transport import ntp_wire
from app.transport.answer_text import unfit
from app.transport.datagrams import Received
from app.transport.errors import FIRST_BYTE
from app.transport.ntp_wire import LEAPS, Answer
from app.transport.udp_talk import open_talk
from app.transport.wire import Family

_OFFSET = Metric(name="offset", unit=Unit.SECONDS, title="Clock offset")
_DISTANCE = Metric(name="offset_size", unit=Unit.SECONDS, title="Size of the clock offset")
_STRATUM = Metric(name="stratum", unit=Unit.COUNT, title="Stratum")
_DELAY = Metric(name="root_delay", unit=Unit.SECONDS, title="Delay to the source")
_DISPERSION = Metric(name="root_dispersion", unit=Unit.SECONDS, title="Dispersion to the source")
_UNSYNCHRONISED = 3
_SOURCE_LOST = 16  # stratum of a server that has no source


class Ntp(Probe, frozen=True, kw_only=True, tag="ntp"):
    """Ask a time server, and compare its clock with this machine's."""

    example = {"host": "127.0.0.1", "port": 9}
    metrics = (RESPONSE_TIME, _OFFSET, _DISTANCE, _STRATUM, _DELAY, _DISPERSION)

    host: Host
    port: Port = 123
    max_stratum: Annotated[int, msgspec.Meta(ge=1, le=15)] = 15
    family: Family = "any"

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"

    async def run(self, ctx: Context) -> Reading:
        """Ask once, and once more where a packet is lost; raises ``ProbeFailed``."""
        nonces: list[int] = []

        def build() -> bytes:
            nonces.append(secrets.randbits(64))
            return ntp_wire.question(nonces[-1])

        async with open_talk(ctx, self.host, self.port, self.family) as talk:
            came = await talk.ask(build, lambda packet: ntp_wire.answers(packet, nonces[-1]))
        now = time.time() - time.perf_counter()
        answer = ntp_wire.answer(came.packet, now + came.arrived)
        self._judge(answer)
        # RFC 5905, section 8, with our two times as the wall clock had them.
        outward = answer.received - (now + came.sent)
        homeward = answer.sent - (now + came.arrived)
        offset = (outward + homeward) / 2
        return Reading(
            values={
                RESPONSE_TIME.name: came.seconds,
                _OFFSET.name: offset,
                _DISTANCE.name: abs(offset),
                _STRATUM.name: float(answer.stratum),
                _DELAY.name: answer.root_delay,
                _DISPERSION.name: answer.root_dispersion,
            },
            phases=(Phase(name=FIRST_BYTE, seconds=came.seconds),),
            facts=self._facts(answer, came, talk.address.text),
        )

    def _facts(self, answer: Answer, came: Received, address: str) -> dict[str, str]:
        # What is uncertain: the way there may take another time than the way back.
        doubt = max(0.0, came.seconds - (answer.sent - answer.received)) / 2
        return {
            "address": address,
            "leap": LEAPS[answer.leap],
            "reference": answer.reference,
            "version": str(answer.version),
            "uncertainty": f"{doubt + answer.precision:.6f} s",
        }

    def _judge(self, answer: Answer) -> None:
        if answer.leap == _UNSYNCHRONISED or answer.stratum >= _SOURCE_LOST:
            raise unfit(phrase("The time server is not synchronised"), f"stratum {answer.stratum}")
        if answer.stratum > self.max_stratum:
            raise unfit(
                phrase(
                    "The time server has stratum {stratum}, more than {limit}",
                    stratum=str(answer.stratum),
                    limit=str(self.max_stratum),
                )
            )

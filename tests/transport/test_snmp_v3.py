import asyncio
import contextlib
import socket
from collections.abc import Callable
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport import snmp_v3, snmp_wire
from app.transport.snmp_security import Credentials
from app.transport.snmp_v3 import Asking, Engine, Engines
from app.transport.snmp_wire import SnmpQuestions
from app.transport.wire import Address
from tests.transport.name_server import name_server

UPTIME = "1.3.6.1.2.1.1.3.0"
NAME = b"\x80\0\x1f\x88\x80engine"
WHO = Credentials("me", "sha", "password1", "password2")
ENGINE = Engine(NAME, 3, 100, 0.0)


def message(who: Credentials = WHO, *, kind: int = 0xA2, name: bytes = NAME) -> Callable[[int], bytes]:
    """Return what builds an agent's message: a question of ours with another kind of inner part."""
    engine = ENGINE._replace(name=name, at=monotonic())
    real = snmp_wire.get_pdu

    def build(identity: int) -> bytes:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(snmp_wire, "get_pdu", lambda raw, oids: bytes((kind,)) + real(raw, oids)[1:])
            return snmp_v3._Question(engine, Asking(who, (UPTIME,))).packet(identity)

    return build


async def asked(answers: Callable[[bytes], bytes], who: Credentials = WHO) -> dict[str, snmp_wire.Binding]:
    """Return what comes of asking an agent whose engine is known."""
    questions, engines = SnmpQuestions(), Engines()
    async with name_server(answers) as port:
        server = Address(socket.AF_INET, "127.0.0.1", port)
        engines.learn(server, ENGINE._replace(at=monotonic()))
        try:
            return (await snmp_v3.ask(questions, engines, server, Asking(who, (UPTIME,)), 0.3))[1]
        finally:
            await questions.close()
            await engines.close()
            await asyncio.sleep(0)


def identity(packet: bytes) -> int:
    """Return the id of a question."""
    found = snmp_wire.identity_of(packet)
    assert found is not None
    return found


async def test_a_signed_and_hidden_answer_is_read() -> None:
    """An answer that only who knows both passwords can have made is taken."""
    found = await asked(lambda question: message()(identity(question)))
    assert found[UPTIME].absent == "null"


@pytest.mark.parametrize(
    ("forged", "error", "said"),
    [
        (message(Credentials("me", "sha", "password9", "password2")), ErrorClass.AUTH, "signature is wrong"),
        (message(Credentials("me")), ErrorClass.PROTOCOL, "unsigned"),
        (message(kind=0xA0), ErrorClass.PROTOCOL, "not in SNMP"),
    ],
)
async def test_a_forged_answer_is_refused(
    forged: Callable[[int], bytes], error: ErrorClass, said: str
) -> None:
    """Who does not know the password answers for nobody."""
    with pytest.raises(ProbeFailed, match=said) as failed:
        await asked(lambda question: forged(identity(question)))
    assert failed.value.error is error


async def test_an_agent_without_end_of_news_is_given_up() -> None:
    """Reports that lead nowhere end in a failure, not in a loop."""
    with pytest.raises(ProbeFailed) as failed:
        await asked(lambda question: message(kind=0xA8)(identity(question)))
    assert failed.value.error is ErrorClass.AUTH


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_messages_are_messages_or_refused(data: st.DataObject) -> None:
    """No bytes lead to another failure than a probe's."""
    packet = bytearray(message(data.draw(st.sampled_from([WHO, Credentials("me")])))(7))
    for _ in range(data.draw(st.integers(0, 4))):
        packet[data.draw(st.integers(0, len(packet) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(packet[: data.draw(st.integers(0, len(packet)))])
    for each in (bytes(packet), cut, data.draw(st.binary(max_size=80))):
        for who in (WHO, Credentials("me")):
            with contextlib.suppress(ProbeFailed):
                snmp_v3.opened(each, who)
        snmp_wire.identity_of(each)


def test_an_engine_goes_on_with_the_clock() -> None:
    """An agent's time runs on while nobody asks."""
    assert Engine(NAME, 1, 100, monotonic() - 50).now == 150

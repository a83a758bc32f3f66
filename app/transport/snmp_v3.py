"""SNMP v3 (RFC 3412, RFC 3414): find the agent's engine and its time, then ask signed and hidden."""

import hmac
import secrets
from time import monotonic
from typing import NamedTuple

from app.model.phrase import Phrase, foreign, phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport import der, snmp_wire
from app.transport.datagrams import Received
from app.transport.errors import malformed
from app.transport.snmp_security import Credentials
from app.transport.snmp_wire import ID_BYTES, REPORT, RESPONSE, Binding, Pdu, SnmpQuestions, packed
from app.transport.wire import Address

_REPORTABLE = 4
_LARGEST = 65_507
_USER_BASED = 3
_ROUNDS = 4  # engine, time, answer, and one to spare for an agent that starts anew
_SALT = 8
_MOST_ENGINES = 10_000
_STATISTICS = "1.3.6.1.6.3.15.1.1.{}.0"  # usmStats of RFC 3414, section 5
_NOT_IN_TIME, _UNKNOWN_ENGINE = _STATISTICS.format(2), _STATISTICS.format(4)
_REFUSALS: dict[str, Phrase] = {
    _STATISTICS.format(1): phrase("The agent does not offer this level of security to the user"),
    _STATISTICS.format(3): phrase("The agent does not know the user"),
    _STATISTICS.format(5): phrase("The agent refuses the signature: password or hash are wrong"),
    _STATISTICS.format(6): phrase("The agent cannot decrypt: the password for privacy is wrong"),
    _NOT_IN_TIME: phrase("The agent does not accept our idea of its time"),
    _UNKNOWN_ENGINE: phrase("The agent does not recognise its own name"),
}


class Engine(NamedTuple):
    """An agent as it knows itself; ``seconds`` since its last start at ``at``, by ``monotonic``."""

    name: bytes
    boots: int
    seconds: int
    at: float

    @property
    def now(self) -> int:
        """Its time of this moment."""
        return self.seconds + int(monotonic() - self.at)


NOBODY = Engine(b"", 0, 0, 0.0)


class Engines:
    """What is known of the agents' engines. Shared by all runs."""

    def __init__(self) -> None:
        self._known: dict[Address, Engine] = {}

    def of(self, server: Address) -> Engine:
        """Return an engine, NOBODY where it is not known yet."""
        return self._known.get(server, NOBODY)

    def learn(self, server: Address, engine: Engine) -> None:
        """Keep an engine."""
        if len(self._known) >= _MOST_ENGINES:
            self._known.clear()
        self._known[server] = engine

    async def close(self) -> None:
        """Forget all."""
        self._known.clear()


class Reply(NamedTuple):
    """An opened message."""

    engine: Engine
    signed: bool
    kind: int
    pdu: Pdu


class Asking(NamedTuple):
    """Who asks for what."""

    credentials: Credentials
    oids: tuple[str, ...]


async def ask(
    questions: SnmpQuestions, engines: Engines, server: Address, asking: Asking, wait: float
) -> tuple[Received, dict[str, Binding]]:
    """Return the answer and what came of it; each of the few exchanges may take ``wait`` seconds.

    Raises ``OSError`` (``TimeoutError``), and ``ProbeFailed``: auth where the agent refuses us.
    """
    for _ in range(_ROUNDS):
        engine = engines.of(server)
        came = await questions.ask(server, _Question(engine, asking).packet, wait)
        reply = opened(came.packet, asking.credentials)
        if reply.kind == RESPONSE:
            if asking.credentials.password and not reply.signed:
                raise malformed(phrase("The agent answers unsigned"))
            return came, reply.pdu.values(asking.oids)
        said = _reported(reply.pdu)
        if not (said == _UNKNOWN_ENGINE or (said == _NOT_IN_TIME and reply.signed)):
            break
        engines.learn(server, reply.engine)
    raise ProbeFailed(
        ErrorClass.AUTH, _REFUSALS.get(said, phrase("The agent refuses the question")), f"report {said}"
    )


def _reported(pdu: Pdu) -> str:
    oid = next(iter(pdu.bindings), b"")
    return der.dotted(oid) if oid else ""


class _Question:
    """A question to one engine by one user."""

    def __init__(self, engine: Engine, asking: Asking) -> None:
        self._engine = engine
        # To an engine that is not known yet nothing is signed and nothing asked: it is to tell its name.
        self._credentials = asking.credentials if engine.name else Credentials("")
        self._oids = asking.oids if engine.name else ()

    def packet(self, identity: int) -> bytes:
        """Return the whole packet."""
        raw, who, engine = identity.to_bytes(ID_BYTES), self._credentials, self._engine
        scoped = packed(
            der.SEQUENCE,
            packed(der.OCTETS, engine.name) + packed(der.OCTETS, b"") + snmp_wire.get_pdu(raw, self._oids),
        )
        boots, seconds, salt = engine.boots, engine.now if engine.name else 0, b""
        if who.privacy:
            salt = secrets.token_bytes(_SALT)
            start = boots.to_bytes(4) + seconds.to_bytes(4) + salt
            scoped = packed(der.OCTETS, who.encrypted(engine.name, start, scoped))
        head = _header(raw, who.flags | _REPORTABLE)
        empty = bytes(len(who.signature(engine.name, b""))) if who.password else b""

        def whole(signature: bytes) -> bytes:
            security = packed(der.SEQUENCE, b"".join((
                packed(der.OCTETS, engine.name),
                _number(boots),
                _number(seconds),
                packed(der.OCTETS, who.user.encode()),
                packed(der.OCTETS, signature),
                packed(der.OCTETS, salt),
            )))  # fmt: skip
            return packed(der.SEQUENCE, head + packed(der.OCTETS, security) + scoped)

        return whole(who.signature(engine.name, whole(empty)) if who.password else b"")


def _header(identity: bytes, flags: int) -> bytes:
    data = packed(der.INTEGER, identity) + _number(_LARGEST) + packed(der.OCTETS, bytes((flags,)))
    return _number(3) + packed(der.SEQUENCE, data + _number(_USER_BASED))


def _number(value: int) -> bytes:
    return packed(der.INTEGER, value.to_bytes(value.bit_length() // 8 + 1))


def opened(packet: bytes, credentials: Credentials) -> Reply:
    """Return a message whose signature is right or missing.

    Raises ``ProbeFailed``: protocol for what is no message, auth for a wrong signature.
    """
    try:
        return _opened(packet, credentials)
    except (ValueError, IndexError) as reason:
        raise malformed(phrase("Answers, but not in SNMP"), foreign(str(reason))) from None


def _opened(packet: bytes, credentials: Credentials) -> Reply:
    whole, _ = der.opened(packet, 0, der.SEQUENCE)
    _version, at = der.opened(whole, 0, der.INTEGER)
    _head, at = der.opened(whole, at, der.SEQUENCE)
    wrapped, at = der.opened(whole, at, der.OCTETS)
    security, _ = der.opened(wrapped, 0, der.SEQUENCE)
    (_, name), (_, boots), (_, seconds), _user, (_, signature), (_, salt) = der.parts(security)
    engine = Engine(name, _positive(boots), _positive(seconds), monotonic())
    if signature and credentials.password:
        expected = credentials.signature(name, packet.replace(signature, bytes(len(signature)), 1))
        if not hmac.compare_digest(expected, signature):
            raise ProbeFailed(ErrorClass.AUTH, phrase("The agent's signature is wrong"))
    tag, scoped, _ = der.element(whole, at)
    if tag == der.OCTETS:
        scoped = _decrypted(scoped, credentials, engine, salt)
    _name, at = der.opened(scoped, 0, der.OCTETS)
    _context, at = der.opened(scoped, at, der.OCTETS)
    kind, content, _ = der.element(scoped, at)
    if kind not in (RESPONSE, REPORT):
        raise ValueError("neither a response nor a report")
    signed = bool(signature and credentials.password)
    return Reply(engine, signed, kind, snmp_wire.read_pdu(content))


def _positive(content: bytes) -> int:
    value = snmp_wire.small(content)
    if not 0 <= value < 2**31:
        raise ValueError("a number of the engine is out of its range")
    return value


def _decrypted(hidden: bytes, credentials: Credentials, engine: Engine, salt: bytes) -> bytes:
    if not credentials.privacy or len(salt) != _SALT:
        raise ValueError("hidden, though we did not ask so")
    start = engine.boots.to_bytes(4) + engine.seconds.to_bytes(4) + salt
    return der.opened(credentials.decrypted(engine.name, start, hidden), 0, der.SEQUENCE)[0]

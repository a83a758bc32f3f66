import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest

from app.model.state import ErrorClass
from app.transport.snmp_wire import encode_oid
from probes.snmp import Snmp
from tests.probes.runs import context, failed_once, run_once
from tests.probes.servers import found, free_port, running, unprivileged
from tests.transport.agent import Content, number, responded
from tests.transport.name_server import name_server

UPTIME, OCTETS, LOCATION = "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.2.2.1.10.1", "1.3.6.1.2.1.1.6.0"
SECRETS = {"snmp": "hidden"}
COUNTER32, COUNTER64 = 0x41, 0x46


def snmp(port: int, *get: dict[str, Any], **settings: Any) -> Snmp:
    """Return a probe of an agent on loopback."""
    raw = {"kind": "snmp", "host": "127.0.0.1", "port": port, "get": get, **settings}
    return msgspec.convert(raw, Snmp)


USERS = [
    ("plain", "", "noauth"),
    ("md5", "MD5 password1", "auth"),
    ("sha", "SHA password1 AES password2", "priv"),
    ("sha256", "SHA-256 password1 AES password2", "priv"),
    ("sha512", "SHA-512 password1 AES password2", "priv"),
]


@pytest.fixture(scope="module")
def agent() -> Iterator[int]:
    """Run a real snmpd as an ordinary user, in a folder of its own that this user may enter and write."""
    port = free_port()
    with TemporaryDirectory(prefix="nw-") as name:
        folder = Path(name)
        (folder / "snmpd.conf").write_text(
            f"agentAddress udp:127.0.0.1:{port},tcp:127.0.0.1:{port}\n"
            "rocommunity hidden\nsysLocation hall 7\n"
            + "".join(f"createUser {user} {keys}\nrouser {user} {level}\n" for user, keys, level in USERS)
        )
        (folder / "state").mkdir()
        for each in (folder, folder / "state"):
            each.chmod(0o777)
        command = [found("snmpd", "usr/sbin"), "-f", "-Lo", "-r", "-C", "-c", "snmpd.conf", "-I", "-smux"]
        env = {**os.environ, "SNMP_PERSISTENT_DIR": str(folder / "state"), "MIBS": ""}
        with running(command, port, folder, env=env, **unprivileged()):
            yield port


@pytest.mark.parametrize("version", ["2c", "1"])
async def test_a_real_agent_tells_its_numbers(agent: int, version: str) -> None:
    """A real snmpd answers with uptime, a text and a number, in both versions."""
    probe = snmp(
        agent,
        {"oid": LOCATION, "name": "location", "match": "^hall"},
        {"oid": "1.3.6.1.2.1.2.1.0", "name": "interfaces", "unit": "count"},
        version=version,
        community={"secret": "snmp"},
    )
    reading = await run_once(probe, secrets=SECRETS)
    assert reading.facts["location"] == "hall 7"
    assert reading.values["interfaces"] >= 1
    assert 0 <= reading.values["uptime"] < 300
    assert 0 < reading.values["response_time"] < 1
    assert [metric.name for metric in probe.measured] == ["response_time", "uptime", "location", "interfaces"]


async def test_real_counters_become_rates(agent: int) -> None:
    """The traffic of a real interface is a rate from the second run on."""
    probe = snmp(
        agent,
        {"oid": OCTETS, "name": "bits_in", "rate": True, "factor": 8},
        community={"secret": "snmp"},
    )
    async with context(secrets=SECRETS) as ctx:
        assert "bits_in" not in (await probe.run(ctx)).values
        ctx.ahead = 10.0
        assert (await probe.run(ctx)).values["bits_in"] >= 0


@pytest.mark.parametrize(("version", "said"), [("2c", "noSuchInstance|noSuchObject"), ("1", "noSuchName")])
async def test_a_real_agent_says_what_it_does_not_have(agent: int, version: str, said: str) -> None:
    """A value that is not there is class content, in the agent's own words."""
    probe = snmp(
        agent,
        {"oid": "1.3.6.1.4.1.99999.1", "name": "nothing"},
        version=version,
        community={"secret": "snmp"},
    )
    failed = await failed_once(probe, secrets=SECRETS)
    assert failed.error is ErrorClass.CONTENT
    assert any(word in failed.sentence.plain() for word in said.split("|"))


async def test_another_text_is_content(agent: int) -> None:
    """A text without what is expected is shown."""
    probe = snmp(
        agent, {"oid": LOCATION, "name": "location", "match": "cellar"}, community={"secret": "snmp"}
    )
    failed = await failed_once(probe, secrets=SECRETS)
    assert failed.sentence.plain() == "location is hall 7, without cellar"


async def test_a_wrong_community_is_silence_and_the_sentence_says_so(agent: int) -> None:
    """An agent does not answer to a wrong community; nobody can tell that from an agent that is away."""
    failed = await failed_once(snmp(agent), seconds=0.5)
    assert failed.error is ErrorClass.TIMEOUT_READ
    assert failed.sentence.plain() == "No answer in 500 ms; a wrong community is met by silence too"


async def test_a_closed_port_is_refused() -> None:
    """Nobody listening is told at once."""
    assert (await failed_once(snmp(free_port()))).error is ErrorClass.REFUSED


async def counted(*steps: tuple[int, Content | None]) -> list[float | None]:
    """Return the rates that come of runs a second apart: (uptime in ticks, counter) in each."""
    now: list[tuple[int, Content | None]] = [steps[0]]

    def server(asked: bytes) -> bytes:
        ticks, content = now[0]
        values = {UPTIME: (0x43, number(ticks))} if ticks else {}
        return responded(asked, values | ({OCTETS: content} if content else {OCTETS: (0x41, number(0))}))

    rates: list[float | None] = []
    async with name_server(server) as port, context() as ctx:
        probe = snmp(port, {"oid": OCTETS, "name": "octets", "rate": True})
        began = ctx.now.mono
        for second, step in enumerate(steps):
            now[0] = step
            ctx.ahead += began + second - ctx.now.mono
            rates.append((await probe.run(ctx)).values.get("octets"))
    return rates


async def test_a_counter_that_wraps_goes_on() -> None:
    """A 32-bit counter that begins its round again has its true rate."""
    low, high = (COUNTER32, number(400)), (COUNTER32, number(2**32 - 600))
    rates = await counted((100, high), (200, low), (300, (COUNTER32, number(1400))))
    assert rates == [None, pytest.approx(1000, rel=0.02), pytest.approx(1000, rel=0.02)]


async def test_an_agent_that_started_anew_has_no_rate_once() -> None:
    """After a restart, known by the uptime, one step has no rate instead of a wrong one."""
    rates = await counted((9000, (COUNTER32, number(5000))), (100, (COUNTER32, number(10))))
    assert rates == [None, None]
    fell = await counted((100, (COUNTER64, number(5000))), (200, (COUNTER64, number(10))))
    assert fell == [None, None]
    unknown = await counted((0, (COUNTER32, number(5000))), (0, (COUNTER32, number(10))))
    assert unknown == [None, None]


async def test_garbage_is_protocol() -> None:
    """What is no SNMP answer to our question is class protocol."""
    async with name_server(lambda asked: asked) as port:
        assert (await failed_once(snmp(port))).error is ErrorClass.PROTOCOL


async def test_many_agents_share_one_socket() -> None:
    """Runs at the same time find their own answers."""
    async with (
        name_server(lambda asked: responded(asked, {UPTIME: (0x43, number(100))})) as port,
        context() as ctx,
    ):
        readings = await asyncio.gather(*(snmp(port).run(ctx) for _ in range(100)))
    assert {reading.values["uptime"] for reading in readings} == {1.0}


@pytest.mark.parametrize(
    "get",
    [
        [{"oid": "x", "name": "a"}],
        [{"oid": UPTIME, "name": "a"}, {"oid": UPTIME, "name": "a"}],
        [{"oid": UPTIME, "name": "uptime"}],
        [{"oid": UPTIME, "name": "a", "match": "("}],
    ],
)
def test_settings_that_cannot_be_are_refused(get: list[dict[str, str]]) -> None:
    """Names that are taken and identifiers that are none are errors of the file."""
    with pytest.raises(msgspec.ValidationError):
        snmp(161, *get)
    assert encode_oid(UPTIME)


LOCATED = {"oid": LOCATION, "name": "location", "match": "^hall 7$"}
PASSWORDS = {"auth": "password1", "hide": "password2", "wrong": "password3", "short": "seven77"}


def safe(port: int, level: str, **settings: Any) -> Snmp:
    """Return a probe by version 3 of the user that is named for his hash."""
    keys: dict[str, Any] = {} if level == "plain" else {"hash": level, "password": {"secret": "auth"}}
    if level.startswith("sha"):
        keys["privacy"] = {"secret": "hide"}
    return snmp(port, LOCATED, **{"version": "3", "user": level, **keys, **settings})


@pytest.mark.parametrize("user", [name for name, *_ in USERS])
async def test_a_real_agent_is_asked_signed_and_hidden(agent: int, user: str) -> None:
    """A real snmpd answers to each level of security, the second time without looking for its engine."""
    async with context(secrets=PASSWORDS) as ctx:
        for _ in range(2):
            reading = await safe(agent, user).run(ctx)
            assert reading.facts["location"] == "hall 7"
            assert reading.values["uptime"] >= 0


@pytest.mark.parametrize(
    ("user", "settings", "said"),
    [
        ("md5", {"password": {"secret": "wrong"}}, "refuses the signature"),
        ("md5", {"user": "nobody"}, "does not know the user"),
        ("md5", {"privacy": {"secret": "hide"}}, "does not offer this level"),
        ("sha", {"hash": "sha256"}, "refuses the signature"),
    ],
)
async def test_a_real_agent_that_refuses_us_is_class_auth(
    agent: int, user: str, settings: dict[str, Any], said: str
) -> None:
    """Wrong user, password, hash or level are told apart, as the agent reports them."""
    failed = await failed_once(safe(agent, user, **settings), secrets=PASSWORDS)
    assert failed.error is ErrorClass.AUTH
    assert said in failed.sentence.plain()


async def test_a_wrong_password_for_privacy_is_told(agent: int) -> None:
    """What the agent cannot decrypt is reported or met by silence; the sentence names the password."""
    failed = await failed_once(
        safe(agent, "sha", privacy={"secret": "wrong"}), secrets=PASSWORDS, seconds=0.6
    )
    assert failed.error in (ErrorClass.AUTH, ErrorClass.TIMEOUT_READ)
    assert "password for privacy" in failed.sentence.plain()


async def test_a_password_that_is_too_short_is_our_fault(agent: int) -> None:
    """A password that no agent takes is class credential."""
    failed = await failed_once(safe(agent, "md5", password={"secret": "short"}), secrets=PASSWORDS)
    assert failed.error is ErrorClass.CREDENTIAL


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": "3"},
        {"user": "me"},
        {"version": "3", "user": "me", "community": {"secret": "snmp"}},
        {"version": "3", "user": "me", "privacy": {"secret": "hide"}},
    ],
)
def test_security_that_contradicts_is_refused(wrong: dict[str, Any]) -> None:
    """Users belong to version 3 and communities to the others, and what is hidden is signed."""
    with pytest.raises(msgspec.ValidationError):
        snmp(161, **wrong)

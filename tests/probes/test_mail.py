import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.model.probe import ProbeFailed, Secret
from app.model.state import ErrorClass
from app.transport.login import Login
from app.transport.tls import TlsSettings
from probes.imap import Imap
from probes.pop3 import Pop3
from probes.smtp import Smtp
from tests.plugins.evidence import Evidence
from tests.probes.dovecot import PASSWORD, Dovecot, dovecot
from tests.probes.runs import failed_once, run_once
from tests.probes.scripted import TLS, lines
from tests.probes.servers import Talk, serving
from tests.probes.web import Authority, silent

LOGIN = Login(user="monitor", password=Secret(secret="mail"))
RIGHT, WRONG = {"mail": PASSWORD}, {"mail": "wrong"}
EHLO = ("EHLO", "250-mx.example\n250-STARTTLS\n250 AUTH PLAIN LOGIN")
CAPABILITY = ("CAPABILITY", "* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\nTAG OK done")


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    """Run a real Dovecot."""
    # Not among pytest's folders: those are closed to the user that the server has to run as.
    with tempfile.TemporaryDirectory(prefix="nocwall-dovecot-") as name:
        Path(name).chmod(0o755)
        with dovecot(Path(name)) as ready:
            yield ready


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Give an authority that nobody trusts by itself."""
    return Authority(tmp_path_factory.mktemp("authority"))


async def failed(kind: type[Smtp | Imap | Pop3], talk: Talk, **settings: Any) -> ProbeFailed:
    """Return how a check fails against a server of the test's own."""
    async with serving(talk) as port:
        probe = kind(host="127.0.0.1", port=port, **settings)
        return await failed_once(probe, seconds=1, secrets=RIGHT)


@pytest.mark.parametrize("kind", [Smtp, Imap], ids=["smtp", "imap"])
@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_real_server_is_asked(kind: type[Smtp | Imap], security: Any, server: Dovecot) -> None:
    """Dovecot's submission and IMAP: TLS at once or later, the certificate's days, a log-in, a farewell."""
    ports = {
        (Smtp, "starttls"): server.submission,
        (Smtp, "tls"): server.submissions,
        (Imap, "starttls"): server.imap,
        (Imap, "tls"): server.imaps,
    }
    tls = TlsSettings(ca_file=server.authority)
    login = LOGIN if kind is Imap else None  # behind its log-in, submission wants a server to relay to
    probe = kind(host="127.0.0.1", port=ports[kind, security], security=security, tls=tls, login=login)
    reading = await run_once(probe, seconds=5, secrets=RIGHT)
    assert "Dovecot" in reading.facts["greeting"]
    assert reading.facts["tls_version"] == "TLSv1.3"
    assert reading.values["certificate_days"] == pytest.approx(30, abs=0.1)
    spent = sum(phase.seconds for phase in reading.phases)
    assert reading.values["response_time"] == pytest.approx(spent)


async def test_a_wrong_password_is_auth(server: Dovecot) -> None:
    """A refused log-in differs from a server that is down."""
    tls = TlsSettings(ca_file=server.authority)
    probe = Smtp(host="127.0.0.1", port=server.submission, tls=tls, login=LOGIN)
    refused = await failed_once(probe, seconds=8, secrets=WRONG)
    assert refused.error is ErrorClass.AUTH
    assert refused.sentence.plain().startswith("Refuses our credentials: ")


async def test_a_certificate_that_is_not_trusted_is_tls_verify(server: Dovecot) -> None:
    """Also after STARTTLS the certificate is verified."""
    refused = await failed_once(Imap(host="127.0.0.1", port=server.imap))
    assert refused.error is ErrorClass.TLS_VERIFY


@pytest.mark.fault("N19")
@pytest.mark.parametrize(
    ("kind", "talk", "sentence"),
    [
        (Smtp, lines(greeting="421 4.3.2 Too many connections"), "421 4.3.2 Too many connections"),
        (Smtp, lines(greeting="450 try later"), "450 try later"),
        (Smtp, lines(greeting="554 no mail service"), "554 no mail service"),
        (Smtp, lines(("EHLO", "421 shutting down"), greeting="220 mx"), "421 shutting down"),
        (Smtp, lines(EHLO, ("STARTTLS", "454 no TLS now"), greeting="220 mx"), "454 no TLS now"),
        (Imap, lines(greeting="* BYE Server overloaded"), "Server overloaded"),
        (Imap, lines(("CAPABILITY", "* BYE restarting"), greeting="* OK hi"), "restarting"),
        (Pop3, lines(greeting="-ERR [SYS/TEMP] full"), "[SYS/TEMP] full"),
    ],
)
async def test_a_polite_refusal_is_up_but_not_serving(
    kind: type[Smtp | Imap | Pop3], talk: Talk, sentence: str, evidence: Evidence
) -> None:
    """A server that is there and does not serve is class status, with its own words."""
    refused = await failed(kind, talk)
    evidence(error=refused.error, sentence=refused.sentence.plain())
    assert refused.error is ErrorClass.STATUS
    assert refused.sentence.plain() == f"Up but not serving: {sentence}"


@pytest.mark.fault("N19")
@pytest.mark.parametrize(
    ("kind", "talk"),
    [
        (Smtp, lines(greeting="SSH-2.0-OpenSSH_9.2")),
        (Smtp, lines(("EHLO", "250-a\n220 b"), greeting="220 mx")),
        (Smtp, lines(("EHLO", "\n".join(["250-x"] * 101)), greeting="220 mx")),
        (Smtp, lines(greeting="220 " + "x" * 5000)),
        (Smtp, lines(("EHLO", ""), greeting="220 mx")),
        (Imap, lines(greeting="220 mx")),
        (Imap, lines(("CAPABILITY", "\n".join(["* 1 EXISTS"] * 201)), greeting="* OK hi")),
        (Imap, lines(("CAPABILITY", "n99 OK"), greeting="* OK hi")),
        (Pop3, lines(greeting="* OK hi")),
    ],
)
async def test_garbage_is_protocol(kind: type[Smtp | Imap | Pop3], talk: Talk) -> None:
    """Answers of another protocol, without end or cut short are class protocol, with a sentence."""
    refused = await failed(kind, talk)
    assert refused.error is ErrorClass.PROTOCOL
    assert refused.sentence.plain()


@pytest.mark.fault("N19")
async def test_a_literal_is_capped() -> None:
    """A length field of IMAP is looked at before anything is read."""
    refused = await failed(Imap, lines(("CAPABILITY", "* X {999999999}"), greeting="* OK hi"))
    assert refused.error is ErrorClass.TOO_LARGE


@pytest.mark.fault("N01")
async def test_silence_is_a_timeout() -> None:
    """A server that accepts and says nothing is timeout-read."""
    for kind in (Smtp, Imap, Pop3):
        assert (await failed(kind, silent)).error is ErrorClass.TIMEOUT_READ


async def test_a_needed_starttls_that_is_not_offered_is_told() -> None:
    """Where TLS is a must, its absence is the fault; where it is only welcome, it is none."""
    bare = lines(("EHLO", "250 mx"), ("QUIT", "221 bye"), greeting="220 mx")
    refused = await failed(Smtp, bare, security="starttls")
    assert (refused.error, refused.sentence.plain()) == (ErrorClass.CONTENT, "Does not offer STARTTLS")
    async with serving(bare) as port:
        reading = await run_once(Smtp(host="127.0.0.1", port=port))
    assert "certificate_days" not in reading.values


async def test_no_password_goes_over_the_wire_in_clear() -> None:
    """A server that hides its STARTTLS does not get the password."""
    heard = lines(("EHLO", "250 mx"), ("AUTH", "235 thanks"), greeting="220 mx")
    refused = await failed(Smtp, heard, login=LOGIN)
    assert refused.error is ErrorClass.CONTENT
    async with serving(heard) as port:
        probe = Smtp(host="127.0.0.1", port=port, login=LOGIN, security="none")
        await run_once(probe, secrets=RIGHT)


async def test_words_before_the_handshake_are_refused(authority: Authority) -> None:
    """What a stranger puts behind the agreement in clear is never taken for the server's."""
    talk = lines(EHLO, ("STARTTLS", f"220 go\n250 injected{TLS}"), greeting="220 mx", tls=authority.server())
    refused = await failed(Smtp, talk)
    assert refused.error is ErrorClass.PROTOCOL
    assert "in clear before the TLS handshake" in refused.sentence.plain()


async def test_an_envelope_is_tried_and_taken_back() -> None:
    """Sender and recipient are asked for; a refused recipient is told with the server's words."""
    talk = lines(
        ("EHLO", "250 mx"),
        ("MAIL FROM:<monitor@example.com>", "250 ok"),
        ("RCPT TO:<ops@example.com>", "250 ok"),
        ("RCPT", "550 no such user"),
        ("RSET", "250 ok"),
        ("QUIT", "221 bye"),
        greeting="220 mx",
    )
    async with serving(talk) as port:
        probe = Smtp(host="127.0.0.1", port=port, mail_from="monitor@example.com", rcpt_to="ops@example.com")
        reading = await run_once(probe)
    assert [phase.name for phase in reading.phases][-3:] == ["mail", "rcpt", "rset"]
    refused = await failed(Smtp, talk, mail_from="monitor@example.com", rcpt_to="x@example.com")
    assert refused.error is ErrorClass.CONTENT
    assert refused.sentence.plain() == "Refuses RCPT TO:<x@example.com>: 550 no such user"


async def test_old_ways_to_log_in_are_known() -> None:
    """AUTH LOGIN is used where there is no PLAIN, HELO where EHLO is unknown, LOGIN where SASL is."""
    old = lines(
        ("EHLO", "250-mx\n250 AUTH LOGIN"),
        ("AUTH LOGIN bW9uaXRvcg==", "334 UGFzc3dvcmQ6"),
        ("cmlnaHQ=", "235 thanks"),
        greeting="220 mx",
    )
    ancient = lines(("EHLO", "502 what"), ("HELO", "250 mx"), greeting="220 mx")
    plain = lines(
        ("CAPABILITY", "* CAPABILITY IMAP4\nTAG OK done"),
        ('LOGIN "monitor" "right"', "TAG OK in"),
        greeting="* OK hi",
    )
    pop = lines(("STLS", "-ERR no"), ("USER monitor", "+OK"), ("PASS right", "+OK in"), greeting="+OK hi")
    for kind, talk, login in (
        (Smtp, old, LOGIN),
        (Smtp, ancient, None),
        (Imap, plain, LOGIN),
        (Pop3, pop, LOGIN),
    ):
        async with serving(talk) as port:
            probe = kind(host="127.0.0.1", port=port, security="none", login=login)
            await run_once(probe, secrets=RIGHT)


@pytest.mark.fault("N19")
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("TAG NO [UNAVAILABLE] down", ErrorClass.STATUS),
        ("TAG NO [AUTHENTICATIONFAILED] no", ErrorClass.AUTH),
    ],
)
async def test_a_login_that_cannot_be_checked_is_no_wrong_password(answer: str, error: ErrorClass) -> None:
    """A mailbox server whose own user store is down says so, and it is not our password."""
    talk = lines(CAPABILITY, ("AUTHENTICATE", answer), greeting="* OK hi")
    assert (await failed(Imap, talk, security="none", login=LOGIN)).error is error


async def test_pop3_goes_on_in_tls(authority: Authority) -> None:
    """STLS is asked for, and the log-in follows in TLS."""
    talk = lines(
        ("STLS", f"+OK{TLS}"),
        ("USER", "+OK"),
        ("PASS", "-ERR [AUTH] no"),
        greeting="+OK hi",
        tls=authority.server(),
    )
    refused = await failed(Pop3, talk, login=LOGIN, tls=TlsSettings(ca_file=str(authority.file)))
    assert refused.error is ErrorClass.AUTH


@pytest.mark.parametrize(
    "settings",
    [{"rcpt_to": "a@b"}, {"mail_from": "a@b>\r\nDATA"}, {"ehlo": "a b"}, {"security": "ssl"}],
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, str]) -> None:
    """No setting can put a further command into the conversation."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"kind": "smtp", "host": "mx", **settings}, Smtp)


async def test_a_line_break_in_a_password_is_ours() -> None:
    """A secret that would become a command of its own is class credential."""
    talk = lines(("CAPABILITY", "* CAPABILITY IMAP4\nTAG OK done"), greeting="* OK hi")
    async with serving(talk) as port:
        probe = Imap(host="127.0.0.1", port=port, security="none", login=LOGIN)
        refused = await failed_once(probe, secrets={"mail": "a\r\nn9 DELETE INBOX"})
    assert refused.error is ErrorClass.CREDENTIAL

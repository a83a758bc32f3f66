import email
import email.policy
import json
import time
from typing import Any

import msgspec
import pytest

from app.model.channel import AppriseChannel
from app.model.notice import Delivery, NoticeKind
from app.model.phrase import phrase
from app.model.probe import Secret
from tests.notify.channel_parts import delivering_to, present, told_to
from tests.notify.mail_receiver import HANG, mail
from tests.notify.receiver import OK, Receiver, answer, receiving
from tests.notify.test_deliver import Outcomes
from tests.probes.servers import free_port

BUSY = answer("503 Service Unavailable", "Retry-After: 0")
LOUD = "@here <!channel> <b>*bold*</b> {x}"


def channel(**more: Any) -> AppriseChannel:
    """Return a channel whose address is the secret ``url``."""
    return AppriseChannel(id="chat", url=Secret(secret="url"), **({"give_up_after": 5.0} | more))


def address(receiver: Receiver, more: str = "") -> str:
    """Return the address of a receiver of JSON, with a password and a token."""
    return f"json://opsuser:hunter2pass@127.0.0.1:{receiver.port}/tok3n4abcdef?rto=1{more}"


async def outcome(url: str, *, title: str = "", child: Any = None, **more: Any) -> Delivery:
    """Send one notice to an address and return what became of it."""
    outcomes = Outcomes()
    children = {"child": child} if child is not None else {}
    async with delivering_to([channel(**more)], outcomes, {"url": url}, **children) as deliverer:
        notice = told_to("chat")
        if title:
            notice = msgspec.structs.replace(notice, title=phrase("{said}", said=title))
        deliverer.send(notice, present())
        await outcomes.wait(lambda seen: len(seen) == 1)
    return outcomes.seen[0]


async def test_a_notice_arrives_as_plain_text() -> None:
    """A real receiver of Apprise's JSON gets title and body; nobody's room is woken by foreign text."""
    async with receiving(OK) as receiver:
        found = await outcome(address(receiver), title=LOUD, body="{id} {label.region} {kind}")
    assert (found.ok, found.attempts, found.detail) == (True, 1, "")
    (body,) = map(json.loads, receiver.bodies)
    assert body["message"] == "I-1 eu-1 problem"
    assert body["type"] == "failure"
    assert body["title"].replace("\u2060", "") == LOUD
    assert "@here" not in body["title"]
    assert "<!channel" not in body["title"]


async def test_mail_arrives_and_foreign_text_is_no_markup() -> None:
    """A mail goes over a whole conversation of SMTP; as HTML the same text is escaped."""
    async with mail() as server:
        for more in ("&format=text", "&format=html"):
            found = await outcome(server.url(more), title=LOUD, body="{title}")
            assert found.ok, found.detail
    assert server.logins == 2
    plain, html = (email.message_from_string(text, policy=email.policy.default) for text in server.mails)
    assert plain["To"] == "ops@example.com"
    said = plain.get_body(("plain",))
    assert said is not None
    assert "<b>*bold*</b> {x}" in said.get_content()
    marked = html.get_body(("html",))
    assert marked is not None
    assert "&lt;b&gt;*bold*&lt;/b&gt;" in marked.get_content()
    assert "<b>" not in marked.get_content()


@pytest.mark.parametrize("busy", [503, 500, 429, 408])
async def test_what_was_not_taken_is_sent_again(busy: int) -> None:
    """A service that says it is too busy, or failed, is tried again and then has it."""
    async with receiving(answer(f"{busy} Busy", "Retry-After: 0"), OK) as receiver:
        found = await outcome(address(receiver))
    assert (found.ok, found.attempts) == (True, 2)


async def test_who_cannot_be_reached_is_tried_again() -> None:
    """A connection that is refused is known to have carried nothing."""
    found = await outcome(f"json://127.0.0.1:{free_port()}/x", give_up_after=1.0)
    assert not found.ok
    assert found.attempts > 1
    assert "it cannot be reached" in found.detail
    assert "unknown" not in found.detail


@pytest.mark.parametrize("said", [None, answer("502 Bad Gateway"), answer("504 Gateway Timeout")])
async def test_what_may_have_arrived_is_not_sent_again(said: bytes | None) -> None:
    """No answer after the request was sent, or a gateway's word for somebody else: it is said, once."""
    async with receiving(said) as receiver:
        found = await outcome(address(receiver))
        assert len(receiver.bodies) == 1
    assert (found.ok, found.attempts) == (False, 1)
    assert "unknown whether it arrived" in found.detail


async def test_a_refusal_is_final() -> None:
    """A service that will not have it is asked once, and its answer is said."""
    async with receiving(answer("403 Forbidden")) as receiver:
        found = await outcome(address(receiver))
    assert (found.ok, found.attempts) == (False, 1)
    assert "403" in found.detail


@pytest.mark.parametrize(
    ("at", "said", "ok", "attempts", "why"),
    [
        ("RCPT", ["451 later"], True, 2, ""),
        ("MAIL", ["421 busy"], True, 2, ""),
        ("RCPT", ["550 no such user"], False, 1, "550"),
        (".", ["554 spam"], False, 1, "554"),
        (".", ["451 later", "250 taken"], True, 2, ""),
        (".", [HANG], False, 1, "unknown whether it arrived"),
    ],
)
async def test_mail_is_sent_again_only_where_it_was_not_taken(
    at: str, said: list[str], ok: bool, attempts: int, why: str
) -> None:
    """What a mail server answered, and where, decides whether a mail may go out again."""
    async with mail() as server:
        server.answers[at] = list(said)
        found = await outcome(server.url("&cto=1"))
    assert (found.ok, found.attempts) == (ok, attempts), found.detail
    assert why in found.detail


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("nothing at all", "has no scheme"),
        ("nosuch://tok3n4abcdef/x", "(nosuch://)"),
        ("slack://bad", "slack"),
    ],
)
async def test_an_address_that_is_none_is_refused(url: str, why: str) -> None:
    """What Apprise cannot read is said by its scheme alone, and is not tried again."""
    found = await outcome(url)
    assert (found.ok, found.attempts) == (False, 1)
    assert why in found.detail
    assert "tok3n4abcdef" not in found.detail


async def test_a_secret_that_is_not_there_is_waited_for() -> None:
    """A keyring that is locked is tried again, and the reason is the secret's name."""
    outcomes = Outcomes()
    async with delivering_to([channel(give_up_after=1)], outcomes) as deliverer:
        deliverer.send(told_to("chat"), present())
        await outcomes.wait(lambda seen: len(seen) == 1)
    assert outcomes.seen[0].attempts > 1


async def test_order_is_kept_over_tries() -> None:
    """A recovery waits behind its problem, however often that is tried."""
    outcomes = Outcomes()
    async with (
        receiving(BUSY, BUSY, OK) as receiver,
        delivering_to([channel(body="{kind}")], outcomes, {"url": address(receiver)}) as deliverer,
    ):
        deliverer.send(told_to("chat"), present())
        deliverer.send(told_to("chat", kind=NoticeKind.RECOVERY), present())
        await outcomes.wait(lambda seen: len(seen) == 2)
    assert [json.loads(body)["message"] for body in receiver.bodies] == ["problem"] * 3 + ["recovery"]


async def test_a_test_is_answered_at_once() -> None:
    """While a notice hangs in the queue, a test goes past it and says how it went."""
    outcomes = Outcomes()
    async with receiving(None, OK) as receiver:
        secrets = {"url": address(receiver).replace("rto=1", "rto=50")}
        async with delivering_to([channel()], outcomes, secrets) as deliverer:
            deliverer.send(told_to("chat"), present())
            await receiver.arrived.wait()
            began = time.monotonic()
            found = await deliverer.test("chat", "Mira")
            assert found is not None
            assert found.ok, found.detail
            assert time.monotonic() - began < 5
            assert await deliverer.test("nobody", "Mira") is None
    assert json.loads(receiver.bodies[1])["type"] == "info"

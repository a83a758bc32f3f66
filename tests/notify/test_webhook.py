import hashlib
import hmac
import json
import time

import msgspec
import pytest

from app.model.channel import WebhookChannel
from app.model.incident import Incident
from app.model.phrase import phrase
from app.model.probe import ProbeFailed, Secret
from app.model.state import ErrorClass
from app.notify.letter import Letter, NotDelivered, letter
from app.notify.webhook import Webhook, message
from tests.history.builders import at, incident, notice
from tests.notify.receiver import BROKEN, OK, answer, receiving


class Secrets:
    """Knows one secret."""

    async def get(self, reference: Secret) -> str:
        if reference.secret != "hook":
            raise ProbeFailed(ErrorClass.CREDENTIAL, phrase("credential not available"))
        return "s3cret"


def hook(url: str, secret: str = "", timeout: float = 5.0) -> Webhook:
    """Return a channel to ``url``."""
    return Webhook(WebhookChannel(id="ops", url=url, secret=secret, timeout=timeout), Secrets())


def written(told: Incident | None = None) -> Letter:
    """Return the letter of a notice."""
    return letter(WebhookChannel(id="ops", url="http://x/"), notice(), told or incident(), None)


async def failure(url: str, *, secret: str = "", patience: float = 5.0) -> NotDelivered:
    """Return how a delivery fails."""
    webhook = hook(url, secret, patience)
    with pytest.raises(NotDelivered) as caught:
        await webhook.deliver(written())
    await webhook.close()
    return caught.value


def test_the_form_is_stable() -> None:
    """The object has exactly the documented fields, with whole sentences and times in UTC."""
    closed = msgspec.structs.replace(incident(), closed=at(60), owner="Mira K.")
    assert json.loads(message(written(closed))) == {
        "version": 1,
        "notice": "I-17:problem:1:ops",
        "incident": "I-17",
        "kind": "problem",
        "level": "critical",
        "title": "Paygrove hangs",
        "body": "",
        "target": "paygrove",
        "element": "payment",
        "owner": "Mira K.",
        "began": "2023-11-14T22:13:00Z",
        "at": "2023-11-14T22:13:20Z",
        "closed": "2023-11-14T22:14:20Z",
    }


async def test_posts_once() -> None:
    """One POST of JSON with the notice's id, unsigned without a secret."""
    async with receiving(OK) as receiver:
        webhook = hook(receiver.url)
        await webhook.deliver(written())
        await webhook.close()
    head = receiver.heads[0].lower()
    assert head.startswith("post /hook http/1.1")
    assert "content-type: application/json" in head
    assert "idempotency-key: i-17:problem:1:ops" in head
    assert "signature" not in head
    assert receiver.bodies == [message(written())]


async def test_signs_with_the_secret() -> None:
    """With a secret the body's bytes are signed so that the receiver can prove the sender."""
    async with receiving(OK) as receiver:
        webhook = hook(receiver.url, "hook")
        await webhook.deliver(written())
        await webhook.close()
    wanted = hmac.new(b"s3cret", receiver.bodies[0], hashlib.sha256).hexdigest()
    assert f"x-nocwall-signature: sha256={wanted}" in receiver.heads[0].lower()


def verified(headers: dict[str, str], body: bytes, secret: bytes) -> bool:
    """Return whether a receiver that follows docs/guide.md takes a message."""
    stamp = headers["x-nocwall-timestamp"]
    wanted = "sha256=" + hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    fresh = abs(time.time() - int(stamp)) < 300
    return fresh and hmac.compare_digest(wanted, headers["x-nocwall-signature-2"])


async def test_the_time_of_an_attempt_is_signed_too() -> None:
    """A receiver proves sender, body and age; whatever is changed is refused. Attempts are counted."""
    async with receiving(OK) as receiver:
        webhook = hook(receiver.url, "hook")
        await webhook.deliver(msgspec.structs.replace(written(), attempt=3))
        await webhook.close()
    lines = (line.partition(": ") for line in receiver.heads[0].split("\r\n")[1:] if line)
    headers = {name.lower(): value for name, _, value in lines}
    body = receiver.bodies[0]
    assert headers["x-nocwall-delivery"] == headers["idempotency-key"] == notice().id
    assert headers["x-nocwall-attempt"] == "3"
    assert verified(headers, body, b"s3cret")
    assert not verified(headers, body + b" ", b"s3cret")
    assert not verified(headers, body, b"another")
    older = str(int(headers["x-nocwall-timestamp"]) - 600)
    assert not verified(headers | {"x-nocwall-timestamp": older}, body, b"s3cret")


async def test_missing_secret_sends_nothing() -> None:
    """Without its secret a message is not sent unsigned; a later try may find it."""
    async with receiving(OK) as receiver:
        failed = await failure(receiver.url, secret="other")
    assert not failed.final
    assert "credential" in failed.why
    assert receiver.bodies == []


async def test_server_errors_are_passing() -> None:
    """A 500 may be tried again; what the receiver said is kept as one line of text."""
    async with receiving(BROKEN) as receiver:
        failed = await failure(receiver.url)
    assert not failed.final
    assert failed.why == "the receiver answered 500: <b>sorry</b>"


async def test_client_errors_are_final() -> None:
    """A 404 is not tried again, a 429 is, after the time it asks for."""
    async with receiving(answer("404 Not Found", body=b"")) as receiver:
        assert (await failure(receiver.url)).final
    async with receiving(answer("429 Too Many Requests", "Retry-After: 7")) as receiver:
        failed = await failure(receiver.url)
    assert not failed.final
    assert failed.after == 7


async def test_redirects_are_not_followed() -> None:
    """A message goes where the inventory says, and nowhere else."""
    async with receiving(OK) as elsewhere:
        async with receiving(answer("307 Temporary Redirect", f"Location: {elsewhere.url}")) as receiver:
            failed = await failure(receiver.url)
        assert failed.final
        assert "points elsewhere" in failed.why
        assert elsewhere.bodies == []


async def test_silence_ends_at_the_deadline() -> None:
    """A receiver that never answers, or drips, holds a delivery no longer than its deadline."""
    async with receiving(None) as receiver:
        failed = await failure(receiver.url, patience=0.2)
    assert failed.why == "no answer in 0.2 s"
    assert not failed.final


async def test_refused_and_garbage_are_passing() -> None:
    """A closed port and an answer that is not HTTP are passing failures with a sentence."""
    async with receiving(b"garbage\r\n\r\n") as receiver:
        url = receiver.url
        assert not (await failure(url)).final
    failed = await failure(url)
    assert not failed.final
    assert failed.why


async def test_wrong_address_is_final() -> None:
    """An address that cannot be one is not tried again."""
    assert (await failure("ftp://127.0.0.1/x")).final


async def test_proxy_of_the_session_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages go direct, whatever proxy the session names."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    async with receiving(OK) as receiver:
        webhook = hook(receiver.url)
        await webhook.deliver(written())
        await webhook.close()
    assert len(receiver.bodies) == 1


async def test_endless_answer_is_not_read() -> None:
    """Of an answer only its start is read, however long it says it is."""
    long = b"HTTP/1.1 503 Busy\r\nContent-Length: 100000000\r\n\r\n" + b"x" * 500_000
    async with receiving(long) as receiver:
        failed = await failure(receiver.url)
    assert len(failed.why) < 300

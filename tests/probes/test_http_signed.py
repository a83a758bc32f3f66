import base64
import hashlib
import hmac
import re
from asyncio import StreamReader, StreamWriter
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from tests.probes.runs import context, run_once
from tests.probes.servers import serving
from tests.probes.test_http import http
from tests.probes.web import answering, page, saying
from tests.transport.test_signer import rsa_key

KEY = "wallet-key"


class Sent:
    """A request as the server reads it off the wire."""

    def __init__(self, heard: bytes) -> None:
        head, _, self.body = heard.partition(b"\r\n\r\n")
        line, *lines = head.decode().split("\r\n")
        self.method, self.target, _ = line.split(" ")
        self.query = urlsplit(self.target).query
        self.headers = {name.lower(): value for name, value in (each.split(": ", 1) for each in lines)}


async def sent(url_end: str = "wallet?b=2&a=%7B1", *, key: str = KEY, **settings: Any) -> Sent:
    """Return what a server hears of a signed request."""
    heard: list[bytes] = []
    async with answering(page(b"{}"), heard=heard) as url:
        probe = http(url + url_end, method="POST", **settings)
        await run_once(probe, secrets={"key": key})
    return Sent(heard[0])


def sign(algorithm: str, **settings: Any) -> dict[str, Any]:
    """Return settings of a signature in a header."""
    return {"algorithm": algorithm, "key": {"secret": "key"}, "put": {"header": "X-Sign"}, **settings}


@pytest.mark.parametrize("name", ["sha256", "sha512"])
async def test_a_wallet_verifies_the_body(name: str) -> None:
    """HMAC over the body as it arrives, whatever signs it holds."""
    heard = await sent(json_body={"amount": 5, "note": "é \u2028 {body}"}, sign=sign(f"hmac-{name}"))
    assert heard.headers["x-sign"] == hmac.new(KEY.encode(), heard.body, name).hexdigest()


async def test_a_wallet_verifies_time_nonce_path_and_query() -> None:
    """What was signed and what stands in the headers agree."""
    heard = await sent(
        body="text",
        sign=sign(
            "hmac-sha256",
            template="{method}\n{path}\n{sorted_query}\n{timestamp}\n{nonce}\n{body_sha256}",
            timestamp={"header": "X-Time", "form": "milliseconds"},
            nonce={"query": "nonce"},
            encoding="base64",
        ),
    )
    query = "&".join(sorted(heard.query.split("&")))
    nonce = dict(parse_qsl(heard.query))["nonce"]
    lines = ("POST", "/wallet", query, heard.headers["x-time"], nonce, hashlib.sha256(b"text").hexdigest())
    wanted = hmac.digest(KEY.encode(), "\n".join(lines).encode(), "sha256")
    assert base64.b64decode(heard.headers["x-sign"]) == wanted


async def test_a_provider_verifies_rsa_with_the_key_of_a_file(tmp_path: Path) -> None:
    """The signature holds over what arrived, and over nothing else."""
    key, pem = rsa_key()
    file = tmp_path / "key.pem"
    file.write_text(pem)
    signed = sign("rsa-sha256", key=None, key_file=str(file), encoding="base64")
    heard = await sent(json_body=[1, 2], sign=signed)
    signature, public = base64.b64decode(heard.headers["x-sign"]), key.public_key()
    public.verify(signature, heard.body, padding.PKCS1v15(), hashes.SHA256())
    with pytest.raises(InvalidSignature):
        public.verify(signature, heard.body + b" ", padding.PKCS1v15(), hashes.SHA256())


async def test_a_changed_key_file_is_read_again(tmp_path: Path) -> None:
    """A key that is replaced is used at the next run."""
    heard: list[bytes] = []
    file = tmp_path / "key.pem"
    async with answering(page(b"{}"), heard=heard) as url, context() as ctx:
        probe = http(url, body="x", sign=sign("rsa-sha256", key=None, key_file=str(file)))
        for _ in range(2):
            key, pem = rsa_key()
            file.unlink(missing_ok=True)
            file.write_text(pem)
            await probe.run(ctx)
            signature = bytes.fromhex(Sent(heard[-1]).headers["x-sign"])
            key.public_key().verify(signature, b"x", padding.PKCS1v15(), hashes.SHA256())


async def test_a_payment_service_verifies_md5_in_the_query() -> None:
    """MD5 over query, body and key in a row; the signature is the last field and not a part of itself."""
    signed = sign("md5", template="{query}{body}{key}", put={"query": "sign"})
    heard = await sent(form={"user": "ann é", "amount": "5"}, sign=signed)
    query, _, signature = heard.query.partition("&sign=")
    assert heard.body == b"user=ann+%C3%A9&amount=5"
    assert signature == hashlib.md5(query.encode() + heard.body + KEY.encode()).hexdigest()


async def test_a_signature_in_the_body_is_over_the_body_before_it() -> None:
    """Whoever takes the last field off has what was signed."""
    heard = await sent(json_body={"a": 1}, sign=sign("hmac-sha256", put={"field": "hash"}))
    found = re.fullmatch(rb'(.*),"hash":"([0-9a-f]{64})"\}', heard.body)
    assert found is not None
    assert found[2].decode() == hmac.new(KEY.encode(), found[1] + b"}", "sha256").hexdigest()


async def test_each_run_is_signed_anew() -> None:
    """The nonce of one run is not that of the next."""
    heard: list[bytes] = []
    async with answering(page(b"{}"), heard=heard) as url, context(secrets={"key": KEY}) as ctx:
        signed = sign("hmac-sha256", template="{nonce}", nonce={"header": "X-Nonce"})
        probe = http(url, sign=signed)
        for _ in range(2):
            await probe.run(ctx)
    first, second = (Sent(each).headers for each in heard)
    assert first["x-nonce"] != second["x-nonce"]
    assert first["x-sign"] != second["x-sign"]


async def test_a_redirect_is_signed_at_home_and_never_for_a_stranger() -> None:
    """Within the origin the new address is signed; a stranger sees neither signature nor nonce."""
    at_home: list[bytes] = []
    away: list[bytes] = []
    async with answering(page(b"there"), heard=away) as stranger:
        hops = iter((b"/second?c=3", stranger.encode()))

        async def talk(reader: StreamReader, writer: StreamWriter) -> None:
            hop = page(b"", b"Location: " + next(hops), status=b"302 Found")
            await saying(hop, "close", at_home)(reader, writer)

        signed = sign("hmac-sha256", template="{path}?{query}", nonce={"header": "X-Nonce"})
        async with serving(talk) as port:
            probe = http(f"http://127.0.0.1:{port}/first", sign=signed, body_match="there")
            await run_once(probe, secrets={"key": KEY})
    for heard, path in zip(at_home, ("/first?", "/second?c=3"), strict=True):
        assert Sent(heard).headers["x-sign"] == hmac.new(KEY.encode(), path.encode(), "sha256").hexdigest()
    assert b"X-Sign" not in away[0]
    assert b"X-Nonce" not in away[0]


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"body": "text"}, "it needs a json_body with fields, or a form"),
        ({"json_body": [1]}, "it needs a json_body with fields, or a form"),
        ({"form": {"hash": "x"}}, "sign puts the field hash into the body, where it stands already"),
    ],
)
def test_a_field_needs_a_body_that_takes_it(settings: dict[str, Any], reason: str) -> None:
    """A signature that has no place in the body is an error of the file."""
    with pytest.raises(ValueError, match=reason):
        http("http://x/", sign=sign("hmac-sha256", put={"field": "hash"}), **settings)

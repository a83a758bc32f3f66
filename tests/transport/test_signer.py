import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from app.model.clock import Moment
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.http_changes import target
from app.transport.http_values import Prebuilt, prebuilt
from app.transport.signer import Sign, Signer, signer
from tests.transport.test_signing import signature

NOW = Moment(wall=1_700_000_000.25, mono=0.0)


def request(url: str = "http://shop.example/pay?b=2&a=1", content: bytes = b'{"amount":5}') -> Prebuilt:
    """Return a request with a JSON body."""
    return prebuilt("POST", url, [(b"Content-Type", b"application/json")], content)


async def header(secret: str, sent: Prebuilt, **settings: Any) -> str:
    """Return the signature of a request, as it stands in its header."""
    made = await signer(signature(**settings), secret)
    return dict(made.signed(sent, NOW, "n-1").fields)[b"X-Sign"].decode()


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        ("hmac-sha256", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (
            "hmac-sha512",
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"  # noqa: ISC004 - one value
            "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
        ),
    ],
)
async def test_the_known_answers_of_hmac_come_out(algorithm: str, expected: str) -> None:
    """The second case of RFC 4231 is reproduced."""
    sent = request(content=b"what do ya want for nothing?")
    assert await header("Jefe", sent, algorithm=algorithm) == expected


@pytest.mark.parametrize(
    ("key", "form"), [("\x0b" * 20, "text"), ("0b" * 20, "hex"), ("CwsLCwsLCwsLCwsLCwsLCwsLCws=", "base64")]
)
async def test_keys_are_written_in_three_forms(key: str, form: str) -> None:
    """The first case of RFC 4231 comes out of a key as text, in hex and in base64."""
    expected = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    assert await header(key, request(content=b"Hi There"), key_form=form) == expected


async def test_the_known_answer_of_md5_comes_out() -> None:
    """The digest of RFC 1321 for its longest example comes out of query, body and key in a row."""
    sent = request("http://x/?12345678901234567890", b"12345678901234567890123456789012345678901234567890")
    settings = {"algorithm": "md5", "template": "{query}{body}{key}"}
    assert await header("1234567890", sent, **settings) == "57edf4a22be3c955ac49da2e2107b67a"
    assert await header("1234567890", sent, encoding="HEX", **settings) == "57EDF4A22BE3C955AC49DA2E2107B67A"


def listening(heard: list[bytes]) -> Sign:
    """Return what signs everything alike and notes what it was given."""

    def sign(data: bytes) -> bytes:
        heard.append(data)
        return b"\xaa"

    return sign


def rsa_key() -> tuple[rsa.RSAPrivateKey, str]:
    """Return a key pair, and the private key as PEM."""
    key = rsa.generate_private_key(65537, 2048)
    return key, _pem(key)


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, plain).decode()


async def test_rsa_is_verified_by_the_public_key(tmp_path: Path) -> None:
    """The signature holds against the public key, by secret and by file, and over exactly the body."""
    key, pem = rsa_key()
    file = tmp_path / "key.pem"
    file.write_text(pem)
    settings = {"algorithm": "rsa-sha256", "encoding": "base64"}
    for change, secret in (({}, pem), ({"key": None, "key_file": str(file)}, "")):
        made = await header(secret, request(), **settings, **change)
        key.public_key().verify(base64.b64decode(made), b'{"amount":5}', padding.PKCS1v15(), hashes.SHA256())


@pytest.mark.parametrize(
    ("settings", "key", "sentence"),
    [
        ({"key_form": "hex"}, "xyz", "not written in hex"),
        ({"key_form": "base64"}, "x", "not written in base64"),
        ({"algorithm": "rsa-sha256"}, "no pem at all", "no PEM key without a password"),
        ({"algorithm": "rsa-sha256"}, _pem(ec.generate_private_key(ec.SECP256R1())), "no RSA key"),
        ({"algorithm": "rsa-sha256", "key": None, "key_file": "/nonexistent/key"}, "", "cannot be read"),
    ],
)
async def test_a_key_that_is_none_is_ours(settings: dict[str, Any], key: str, sentence: str) -> None:
    """A damaged key is class credential, and the key is not repeated."""
    with pytest.raises(ProbeFailed, match=sentence) as failed:
        await signer(signature(**settings), key)
    assert failed.value.error is ErrorClass.CREDENTIAL
    assert not key or key not in str(failed.value)


async def test_every_placeholder_is_what_is_sent() -> None:
    """All of the request can be signed; the material is spelled out here."""
    template = "|".join("{" + name + "}" for name in (
        "method", "host", "path", "query", "sorted_query", "body", "body_sha256", "timestamp", "nonce", "key"
    ))  # fmt: skip
    settings = signature(template=template, timestamp={"query": "ts"}, nonce={"header": "X-Nonce"})
    heard: list[bytes] = []
    made = Signer(settings, b"k", listening(heard))
    made.signed(request(), NOW, "n-1")
    method, host, path, query, ordered, body, digest, stamp, nonce, key = heard[0].decode().split("|")
    assert (method, host, path) == ("POST", "shop.example", "/pay")
    assert (query, ordered) == ("b=2&a=1&ts=1700000000", "a=1&b=2&ts=1700000000")
    assert (body, stamp, nonce, key) == ('{"amount":5}', "1700000000", "n-1", "k")
    # as sha256sum says
    assert digest == "7e84cbf0f7a7c92c037058665d66152f8eb8580ab2534e52c877bccceb9cc7bf"


@pytest.mark.parametrize(
    ("put", "line", "body"),
    [
        ({"query": "sign"}, b"/pay?b=2&a=1&t=1700000000250&sign=aa", b'{"amount":5,"n":"n-1"}'),
        ({"field": "sign"}, b"/pay?b=2&a=1&t=1700000000250", b'{"amount":5,"n":"n-1","sign":"aa"}'),
    ],
)
async def test_values_stand_where_they_were_told_to(put: dict[str, str], line: bytes, body: bytes) -> None:
    """Time, nonce and signature stand in query, body and header, and the length is right."""
    settings = signature(put=put, timestamp={"query": "t", "form": "milliseconds"}, nonce={"field": "n"})
    made = Signer(settings, b"k", listening([]))
    sent = made.signed(request(), NOW, "n-1")
    assert (target(sent), sent.content) == (line, body)
    assert dict(sent.fields)[b"Content-Length"] == str(len(body)).encode()
    assert sent.url == "http://shop.example" + line.decode()
    json.loads(sent.content)


async def test_a_form_takes_fields_too() -> None:
    """In a form the signature is one more field, over the form before it."""
    sent = prebuilt("POST", "http://x/", content=b"user=ann&hash_of=%7B")
    heard: list[bytes] = []
    settings = signature(put={"field": "hash"}, timestamp={"field": "at", "form": "iso"})
    made = Signer(settings, b"k", listening(heard))
    assert made.signed(sent, NOW).content == b"user=ann&hash_of=%7B&at=2023-11-14T22%3A13%3A20Z&hash=aa"
    assert heard == [b"user=ann&hash_of=%7B&at=2023-11-14T22%3A13%3A20Z"]


async def test_a_prefix_stands_before_the_signature_and_each_run_has_its_own_nonce() -> None:
    """Two requests have two nonces and two signatures; the prefix is not signed."""
    settings = signature(
        put={"header": "X-Sign", "prefix": "sha256="}, template="{nonce}", nonce={"header": "X-Nonce"}
    )
    made = await signer(settings, "k")
    first, second = (dict(made.signed(request(), NOW).fields) for _ in range(2))
    assert first[b"X-Nonce"] != second[b"X-Nonce"]
    assert first[b"X-Sign"] != second[b"X-Sign"]
    assert first[b"X-Sign"].startswith(b"sha256=")

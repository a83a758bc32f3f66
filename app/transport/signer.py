"""Signs requests over exactly the bytes that are sent."""

import asyncio
import base64
import binascii
import datetime as dt
import hashlib
import hmac
import io
import secrets
from collections.abc import Callable
from pathlib import Path

from app.model.clock import Moment
from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.http_changes import target, with_field, with_headers, with_query
from app.transport.http_values import Prebuilt
from app.transport.signing import Place, Signature, pieces

Sign = Callable[[bytes], bytes]
_HASHES = {"hmac-sha256": "sha256", "hmac-sha512": "sha512"}
_KEY_LIMIT = 65_536


class Signer:
    """Signs requests with one key. Made by ``signer``."""

    def __init__(self, settings: Signature, key: bytes, sign: Sign) -> None:
        self._settings = settings
        self._pieces = tuple(pieces(settings.template))
        self._key = key
        self._sign = sign

    def signed(self, request: Prebuilt, now: Moment, nonce: str = "") -> Prebuilt:
        """Return the request with time, nonce and signature in their places."""
        settings = self._settings
        told = {"nonce": nonce or secrets.token_hex(16)}
        told["timestamp"] = _stamped(now.wall, settings.timestamp.form) if settings.timestamp else ""
        for place, value in ((settings.timestamp, told["timestamp"]), (settings.nonce, told["nonce"])):
            if place is not None:
                request = _with(request, place, value)
        signature = self._sign(self.material(request, told))
        return _with(request, settings.put, settings.put.prefix + _written(signature, settings.encoding))

    def material(self, request: Prebuilt, told: dict[str, str]) -> bytes:
        """Return the bytes that are signed."""
        parts = []
        for text, name in self._pieces:
            parts.append(text.encode())
            if name == "key":
                parts.append(self._key)
            elif name:
                parts.append(told[name].encode() if name in told else _VALUES[name](request))
        return b"".join(parts)


def _query(request: Prebuilt) -> bytes:
    return target(request).partition(b"?")[2]


_VALUES: dict[str, Callable[[Prebuilt], bytes]] = {
    "method": lambda request: request.method.encode(),
    "host": lambda request: next(value for name, value in request.fields if name.lower() == b"host"),
    "path": lambda request: target(request).partition(b"?")[0],
    "query": _query,
    "sorted_query": lambda request: b"&".join(sorted(part for part in _query(request).split(b"&") if part)),
    "body": lambda request: request.content,
    "body_sha256": lambda request: hashlib.sha256(request.content).hexdigest().encode(),
}


def _with(request: Prebuilt, place: Place, value: str) -> Prebuilt:
    if place.header:
        return with_headers(request, [(place.header, value)])
    if place.query:
        return with_query(request, [(place.query, value)])
    assert place.field is not None
    return with_field(request, place.field, value)


def _stamped(wall: float, form: str) -> str:
    if form == "iso":
        moment = dt.datetime.fromtimestamp(wall, dt.UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(int(wall * 1000) if form == "milliseconds" else int(wall))


def _written(signature: bytes, encoding: str) -> str:
    if encoding == "base64":
        return base64.b64encode(signature).decode()
    return signature.hex().upper() if encoding == "HEX" else signature.hex()


async def signer(settings: Signature, key: str) -> Signer:
    """Return the signer of ``settings`` with its key, which is read from the key_file where there is one.

    Raises ``ProbeFailed`` (credential) for a key that is none.
    """
    if settings.algorithm == "rsa-sha256":
        # The library takes a while to load, and a file may lie on a slow disk.
        return Signer(settings, b"", await asyncio.to_thread(_rsa, key, settings.key_file))
    secret = _key(key, settings.key_form)
    if settings.algorithm == "md5":
        # The other side's choice: it is what several providers ask for.
        return Signer(settings, secret, lambda data: hashlib.md5(data, usedforsecurity=False).digest())
    name = _HASHES[settings.algorithm]
    return Signer(settings, secret, lambda data: hmac.digest(secret, data, name))


def _key(text: str, form: str) -> bytes:
    try:
        match form:
            case "hex":
                return bytes.fromhex(text)
            case "base64":
                return base64.b64decode(text, validate=True)
            case _:
                return text.encode()
    except (ValueError, binascii.Error):
        raise ProbeFailed(
            ErrorClass.CREDENTIAL, phrase("The key of the signature is not written in {form}", form=form)
        ) from None


def _rsa(key: str, file: str) -> Sign:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    try:
        with Path(file).open("rb") if file else io.BytesIO(key.encode()) as source:
            loaded = serialization.load_pem_private_key(source.read(_KEY_LIMIT), password=None)
    except OSError as reason:
        sentence = phrase("The key of the signature cannot be read: {file}", file=foreign(file))
        raise ProbeFailed(ErrorClass.CREDENTIAL, sentence, foreign(str(reason))) from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # Without the library's own words: they might repeat the key.
        raise ProbeFailed(
            ErrorClass.CREDENTIAL, phrase("The key of the signature is no PEM key without a password")
        ) from None
    if not isinstance(loaded, rsa.RSAPrivateKey):
        raise ProbeFailed(ErrorClass.CREDENTIAL, phrase("The key of the signature is no RSA key"))
    return lambda data: loaded.sign(data, padding.PKCS1v15(), hashes.SHA256())

"""A sign of life over the wire: one JSON object, and who may have written it.

``POST /peer/NAME`` with the object as its body and ``X-Nocwall-Signature: sha256=HEX``, which is HMAC-SHA256
over ``nocwall-peer-1`` and a line break before the body's bytes; its key is the SHA-256 of the secret. So
name, counter, time and state are signed as they travel, and a signature serves no other purpose.
"""

import hashlib
import hmac
from typing import Final

import msgspec

from app.model.deadman import SignOfLife
from app.transport.beats.request import Answer, Refused

PATH: Final = "/peer/"
HEADER: Final = "X-Nocwall-Signature"
SHORTEST: Final = 16  # characters of a secret: what is shorter can be found from one heard heartbeat
_DOMAIN: Final = b"nocwall-peer-1\n"
_PREFIX: Final = b"sha256="
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(SignOfLife)


def encoded(sign: SignOfLife) -> bytes:
    """Return the object as it stands in the file and travels."""
    return _encoder.encode(sign)


def decoded(body: bytes) -> SignOfLife:
    """Return what a body says; raises ``Refused`` for what no monitor of ours has written."""
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Refused(Answer(400, "This is not a sign of life")) from None


def key_of(secret: str) -> bytes:
    """Return the key of a secret, which is all that has to be kept in memory."""
    return hashlib.sha256(secret.encode()).digest()


def signature(key: bytes, body: bytes) -> bytes:
    """Return the header's value for a body."""
    return _PREFIX + hmac.new(key, _DOMAIN + body, hashlib.sha256).hexdigest().encode()

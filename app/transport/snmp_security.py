"""The user-based security of SNMP v3: keys, signatures and AES (RFC 3414, RFC 7860, RFC 3826)."""

import functools
import hashlib
import hmac
from typing import NamedTuple

# Of each hash, how many bytes of a signature are sent.
SIGNATURES = {"md5": 12, "sha": 12, "sha224": 16, "sha256": 24, "sha384": 32, "sha512": 48}
_HASHES = {"sha": "sha1"}
_STRETCHED = 1_048_576
_BLOCK = 16


class Credentials(NamedTuple):
    """Who asks. ``password`` signs, ``privacy`` is another one and encrypts; an empty one does nothing."""

    user: str
    hash: str = "sha"
    password: str = ""
    privacy: str = ""

    @property
    def flags(self) -> int:
        """The level as a message states it."""
        return bool(self.password) | bool(self.privacy) << 1

    def signature(self, engine: bytes, message: bytes) -> bytes:
        """Return the signature of a message in whose place stand zeros."""
        key = _key(self.hash, self.password, engine)
        return hmac.digest(key, message, _name(self.hash))[: SIGNATURES[self.hash]]

    def encrypted(self, engine: bytes, salt: bytes, data: bytes) -> bytes:
        """Return ``data`` hidden; ``salt`` is boots, time and the 8 bytes that go with the message."""
        return _cfb(_key(self.hash, self.privacy, engine)[:_BLOCK], salt, data, back=False)

    def decrypted(self, engine: bytes, salt: bytes, data: bytes) -> bytes:
        """Return what ``encrypted`` has hidden."""
        return _cfb(_key(self.hash, self.privacy, engine)[:_BLOCK], salt, data, back=True)


def _name(hash_: str) -> str:
    return _HASHES.get(hash_, hash_)


@functools.lru_cache(maxsize=4096)
def _key(hash_: str, password: str, engine: bytes) -> bytes:
    """Return the key of a password at one engine (RFC 3414, A.2)."""
    stretched = _stretched(hash_, password)
    return hashlib.new(_name(hash_), stretched + engine + stretched).digest()


@functools.lru_cache(maxsize=256)
def _stretched(hash_: str, password: str) -> bytes:
    raw = password.encode()
    return hashlib.new(_name(hash_), (raw * (_STRETCHED // len(raw) + 1))[:_STRETCHED]).digest()


def _cfb(key: bytes, start: bytes, data: bytes, *, back: bool) -> bytes:
    """Return ``data`` through AES in cipher feedback; the library is giving up its own."""
    # Megabytes, for the few checks that hide what they ask.
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    block = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - a part of CFB, not the mode
    done = bytearray()
    for at in range(0, len(data), _BLOCK):
        part = data[at : at + _BLOCK]
        mask = block.update(start)[: len(part)]
        mixed = bytes(one ^ other for one, other in zip(part, mask, strict=True))
        start = part if back else mixed
        done += mixed
    return bytes(done)

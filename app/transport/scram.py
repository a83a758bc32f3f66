"""SCRAM-SHA-256 as a client, by RFC 5802 and RFC 7677 (no channel binding)."""

import base64
import hashlib
import hmac
import secrets

# A hostile server could ask for so many rounds that the loop stands still; PostgreSQL's default is 4,096.
ROUNDS_LIMIT = 200_000


class ScramRefused(Exception):  # noqa: N818 - it is the name of the outcome
    """The server's part of the exchange is wrong; the text says how."""


class ScramClient:
    """One exchange: ``first``, then ``final`` with the server's answer, then ``verify``."""

    def __init__(self, password: str, nonce: str | None = None) -> None:
        self._password = password
        self._nonce = nonce or base64.b64encode(secrets.token_bytes(18)).decode()
        self._bare = f"n=,r={self._nonce}"
        self._expected = b""

    def first(self) -> bytes:
        """Return the client's first message; the user name is left to the protocol around it."""
        return f"n,,{self._bare}".encode()

    def final(self, server_first: bytes) -> bytes:
        """Return the proof. Raises ``ScramRefused``."""
        nonce, salt, rounds = self._challenge(server_first)
        salted = hashlib.pbkdf2_hmac("sha256", self._password.encode(), salt, rounds)
        without_proof = f"c=biws,r={nonce}"
        signed = b",".join((self._bare.encode(), server_first, without_proof.encode()))
        client_key = _mac(salted, b"Client Key")
        signature = _mac(hashlib.sha256(client_key).digest(), signed)
        proof = bytes(a ^ b for a, b in zip(client_key, signature, strict=True))
        self._expected = _mac(_mac(salted, b"Server Key"), signed)
        return f"{without_proof},p={base64.b64encode(proof).decode()}".encode()

    def verify(self, server_final: bytes) -> None:
        """Make sure that the server knows the password too. Raises ``ScramRefused``."""
        fields = _fields(server_final)
        if not hmac.compare_digest(_decoded(fields.get("v", "")), self._expected):
            message = "the server did not prove that it knows the password"
            raise ScramRefused(message)

    def _challenge(self, server_first: bytes) -> tuple[str, bytes, int]:
        fields = _fields(server_first)
        nonce, rounds = fields.get("r", ""), fields.get("i", "")
        if not nonce.startswith(self._nonce) or not rounds.isdecimal() or "s" not in fields:
            message = "the server's challenge is malformed"
            raise ScramRefused(message)
        if not 0 < int(rounds[:9]) <= ROUNDS_LIMIT:
            message = f"the server asks for {rounds[:9]} rounds of hashing"
            raise ScramRefused(message)
        return nonce, _decoded(fields["s"]), int(rounds)


def _mac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")


def _fields(message: bytes) -> dict[str, str]:
    parts = message.decode("utf-8", "replace").split(",")
    return {part[0]: part[2:] for part in parts if part[1:2] == "="}


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""

"""Digest authentication (RFC 7616, and RFC 2069 where a server knows nothing newer)."""

import hashlib
import re
import secrets
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass

_ALGORITHMS = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}
_SESSION = "-SESS"
_WORD = r"[^\s,=\"]++"
# What is possessive cannot be tried twice: a hostile header costs one pass.
_PART = re.compile(
    rf'(?P<name>{_WORD})\s*+=\s*+(?:"(?P<quoted>(?:[^"\\]|\\.)*+)"|(?P<bare>[^\s,"]*+))|(?P<scheme>{_WORD})',
    re.DOTALL,
)
_QUALITIES = ("auth", "auth-int")


class Challenge(NamedTuple):
    """What a server asks for; ``quality`` is empty for servers of RFC 2069."""

    realm: str
    nonce: str
    opaque: str | None
    algorithm: str  # as it was written, empty where it was not
    quality: str
    stale: bool
    userhash: bool

    @property
    def hash(self) -> str:
        """The hash's name in the library."""
        return _ALGORITHMS[_plain(self.algorithm)]

    @property
    def session(self) -> bool:
        """Whether the first part of the answer is made once a nonce."""
        return self.algorithm.upper().endswith(_SESSION)


def _plain(algorithm: str) -> str:
    return algorithm.upper().removesuffix(_SESSION) or "MD5"


def challenges(header: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Return schemes (lower case) and parameters of a WWW-Authenticate header (RFC 9110, 11.6.1)."""
    scheme, parameters = "", dict[str, str]()
    for part in _PART.finditer(header):
        if part["scheme"] is None:
            quoted = part["quoted"]
            value = part["bare"] if quoted is None else re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
            parameters.setdefault(part["name"].lower(), value)
            continue
        if scheme:
            yield scheme, parameters
        scheme, parameters = part["scheme"].lower(), {}
    if scheme:
        yield scheme, parameters


def challenge(header: str) -> Challenge:
    """Return the first digest challenge that we can answer; the server names its favourite first.

    Raises ``ProbeFailed`` (auth) where there is none.
    """
    offered = list(challenges(header))
    digests = [parameters for scheme, parameters in offered if scheme == "digest"]
    for parameters in digests:
        found = _challenge(parameters)
        if found is not None:
            return found
    if digests:
        asked = ", ".join(each.get("algorithm", "MD5") + " " + each.get("qop", "") for each in digests)
        sentence = phrase("Asks for a digest that we do not speak: {asked}", asked=foreign(asked, 80))
    else:
        asked = ", ".join(scheme for scheme, _ in offered) or "nothing"
        sentence = phrase("Asks for {asked}, not for a digest", asked=foreign(asked, 80))
    raise ProbeFailed(ErrorClass.AUTH, sentence)


def _challenge(parameters: dict[str, str]) -> Challenge | None:
    algorithm = parameters.get("algorithm", "")
    offered = [each.strip().lower() for each in parameters.get("qop", "").split(",") if each.strip()]
    quality = next((each for each in _QUALITIES if each in offered), "")
    known = _ALGORITHMS.get(_plain(algorithm)) in hashlib.algorithms_available
    if not known or "nonce" not in parameters or (offered and not quality):
        return None
    return Challenge(
        realm=parameters.get("realm", ""),
        nonce=parameters["nonce"],
        opaque=parameters.get("opaque"),
        algorithm=algorithm,
        quality=quality,
        stale=parameters.get("stale", "").lower() == "true",
        userhash=parameters.get("userhash", "").lower() == "true",
    )


class Session:
    """Answers to one challenge: the nonce is used again, counted, until the server calls it stale."""

    def __init__(self, user: str, password: str, asked: Challenge, client_nonce: str = "") -> None:
        self._user, self._password = user, password
        self._asked = asked
        self._client_nonce = client_nonce or secrets.token_urlsafe(24)
        self.count = 0

    def renewed(self, nonce: str) -> "Session":
        """Return a session for the next nonce that the server names."""
        return Session(self._user, self._password, self._asked._replace(nonce=nonce))

    def authorization(self, method: str, uri: str, body: bytes) -> str:
        """Return the value of the Authorization header for one request."""
        self.count += 1
        asked = self._asked
        fields = [
            *self._name(),
            ("realm", _quoted(asked.realm)),
            ("nonce", _quoted(asked.nonce)),
            ("uri", _quoted(uri)),
            ("response", _quoted(self._response(method, uri, body))),
        ]
        if asked.algorithm:
            fields.append(("algorithm", asked.algorithm))
        if asked.opaque is not None:
            fields.append(("opaque", _quoted(asked.opaque)))
        if asked.quality:
            fields += [("qop", asked.quality), ("nc", f"{self.count:08x}")]
        if asked.quality or asked.session:
            fields.append(("cnonce", _quoted(self._client_nonce)))
        return "Digest " + ", ".join(f"{name}={value}" for name, value in fields)

    def _name(self) -> list[tuple[str, str]]:
        if self._asked.userhash:
            hashed = self._hash(f"{self._user}:{self._asked.realm}".encode())
            return [("username", _quoted(hashed)), ("userhash", "true")]
        if self._user.isascii():
            return [("username", _quoted(self._user))]
        return [("username*", "UTF-8''" + quote(self._user, safe=""))]

    def _response(self, method: str, uri: str, body: bytes) -> str:
        asked = self._asked
        # The realm comes from a header, read as Latin-1; name and password are ours, in UTF-8.
        realm = asked.realm.encode("latin-1", "replace")
        first = self._hash(self._user.encode() + b":" + realm + b":" + self._password.encode())
        if asked.session:
            first = self._hash(f"{first}:{asked.nonce}:{self._client_nonce}".encode("latin-1", "replace"))
        second = f"{method}:{uri}"
        if asked.quality == "auth-int":
            second += ":" + self._hash(body)
        parts = [first, asked.nonce, self._hash(second.encode())]
        if asked.quality:
            parts[2:2] = [f"{self.count:08x}", self._client_nonce, asked.quality]
        return self._hash(":".join(parts).encode("latin-1", "replace"))

    def _hash(self, data: bytes) -> str:
        return hashlib.new(self._asked.hash, data, usedforsecurity=False).hexdigest()


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

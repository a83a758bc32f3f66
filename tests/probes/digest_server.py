"""The server's side of digest authentication, written from RFC 7616 alone."""

import asyncio
import hashlib
import re
import secrets

from tests.probes.web import page

_HASHES = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}


class DigestServer:
    """Admits whoever proves the password; a nonce is good ``uses`` times. ``seen``: what came, in order."""

    def __init__(self, algorithm: str = "SHA-256", quality: str = "auth", uses: int = 100) -> None:
        self.algorithm, self.quality, self.uses = algorithm, quality, uses
        self.user, self.password, self.realm = "ann", "open sesame", "Casino, staff"
        self.next_nonce = ""
        self.seen: list[str] = []
        self._counts: dict[str, int] = {}

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = re.search(r"(?i)content-length: (\d+)", head)
        body = await reader.readexactly(int(length[1]) if length else 0)
        method, uri = head.split(" ")[:2]
        found = re.search(r"\r\nAuthorization: Digest ([^\r]*)", head)
        verdict = self._verdict(method, uri, body, found[1]) if found else "bare"
        self.seen.append(verdict)
        if verdict == "good":
            more: list[bytes] = []
            if self.next_nonce:
                more.append(b'Authentication-Info: nextnonce="%s"' % self.next_nonce.encode())
                self._counts.setdefault(self.next_nonce, 0)
            writer.write(page(b'{"ok":true}', *more))
        else:
            asked = self._challenge(stale=verdict == "stale").encode()
            writer.write(page(b"who are you?", b"WWW-Authenticate: " + asked, status=b"401 Who"))
        await writer.drain()

    def _challenge(self, *, stale: bool) -> str:
        nonce = secrets.token_hex(8)
        self._counts[nonce] = 0
        asked = f'Digest realm="{self.realm}", nonce="{nonce}", algorithm={self.algorithm}, opaque="o,1"'
        asked += f', qop="{self.quality}"' if self.quality else ""
        return asked + (", stale=true" if stale else "")

    def _verdict(self, method: str, uri: str, body: bytes, answer: str) -> str:
        found = re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', answer)
        given = {name: quoted or bare for name, quoted, bare in found}
        nonce = given["nonce"]
        if nonce not in self._counts or self._counts[nonce] >= self.uses:
            return "stale"
        self._counts[nonce] += 1
        if (given["uri"], given["opaque"], given["realm"]) != (uri, "o,1", self.realm):
            return "wrong"
        if given["response"] != self._expected(method, uri, body, given):
            return "wrong"
        return "good" if not self.quality or int(given["nc"], 16) == self._counts[nonce] else "replayed"

    def _expected(self, method: str, uri: str, body: bytes, given: dict[str, str]) -> str:
        def digest(text: str) -> str:
            return hashlib.new(_HASHES[self.algorithm.removesuffix("-sess")], text.encode()).hexdigest()

        first = digest(f"{self.user}:{self.realm}:{self.password}")
        if self.algorithm.endswith("-sess"):
            first = digest(f"{first}:{given['nonce']}:{given['cnonce']}")
        second = f"{method}:{uri}"
        if given.get("qop") == "auth-int":
            second += ":" + digest(body.decode())
        middle = f"{given['nc']}:{given['cnonce']}:{given['qop']}:" if self.quality else ""
        return digest(f"{first}:{given['nonce']}:{middle}{digest(second)}")

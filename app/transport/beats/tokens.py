"""Who may report under a name: compared so that neither time nor answer tells what is right."""

import asyncio
import hashlib
import hmac
import secrets as randomness
from collections.abc import Iterable
from typing import Protocol

from app.model.probe import ProbeFailed, Secret
from app.transport.beats.signed import key_of, signature

_NOBODYS = randomness.token_bytes(32)


class SecretSource(Protocol):
    """Gives secrets by name; ``app.model.ports.SecretSource``."""

    async def get(self, reference: Secret) -> str:
        """Return the secret, or raise ``ProbeFailed``."""
        ...


class Tokens:
    """Secrets that are known by now, as hashes: a request need not wait for a keyring."""

    def __init__(self, source: SecretSource) -> None:
        self._source = source
        self._known: dict[Secret, bytes] = {}

    async def refresh(self, references: Iterable[Secret]) -> None:
        """Read all anew: a token may have been changed or taken away."""
        wanted = set(references)
        self._known = {reference: known for reference, known in self._known.items() if reference in wanted}
        await asyncio.gather(*map(self._read, wanted))

    async def signed(self, message: bytes, given: bytes, wanted: Iterable[Secret]) -> bool:
        """Return whether ``given`` is the signature of a message under one of the secrets.

        With none wanted it is compared all the same, so that the time does not tell which names there are.
        """
        found = False
        for reference in wanted:
            if reference not in self._known:
                await self._read(reference)
            found |= hmac.compare_digest(given, signature(self._known.get(reference, _NOBODYS), message))
        return found | hmac.compare_digest(given, signature(_NOBODYS, message))

    async def matches(self, given: bytes, wanted: Iterable[Secret]) -> bool:
        """Return whether ``given`` is one of the tokens; with none wanted it is compared all the same."""
        digest = hashlib.sha256(given).digest()
        found = False
        for reference in wanted:
            if reference not in self._known:
                await self._read(reference)
            found |= hmac.compare_digest(digest, self._known.get(reference, _NOBODYS))
        return found | hmac.compare_digest(digest, _NOBODYS)

    async def _read(self, reference: Secret) -> None:
        try:
            token = await self._source.get(reference)
        except ProbeFailed:
            # the check that needs it says so at its next run
            self._known.pop(reference, None)
        else:
            self._known[reference] = key_of(token)

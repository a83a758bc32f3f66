"""One POST to an address, and what its answer means for trying again."""

import asyncio
import importlib
import ssl
from collections.abc import Mapping

import httpx

from app.model.phrase import foreign
from app.notify.letter import NotDelivered

_BODY_READ = 4096  # bytes of an answer that are looked at
_TRY_AGAIN = (408, 425, 429)
_WAIT_AT_MOST = 60.0  # seconds a receiver may ask us to wait


class Poster:
    """Sends to one address, one message at a time; directly, whatever proxy the session names."""

    def __init__(self, url: str, *, timeout: float) -> None:
        self.url = url
        self._timeout = timeout
        self._client: httpx.AsyncClient | None = None

    async def post(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Send once. Raises ``NotDelivered``."""
        try:
            async with asyncio.timeout(self._timeout):
                await self._send(body, headers)
        except TimeoutError as error:
            # A request that was cut off may leave a dead place in the client's pool.
            await self.close()
            raise NotDelivered(f"no answer in {self._timeout:g} s") from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise NotDelivered(foreign(f"the address is wrong: {error}"), final=True) from error
        except httpx.HTTPError as error:
            raise NotDelivered(foreign(str(error) or type(error).__name__)) from error

    async def close(self) -> None:
        """Give the connection back."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _send(self, body: bytes, headers: Mapping[str, str]) -> None:
        if self._client is None:
            # In a thread: what httpx loads with its first client would hold the loop for 60 ms, at an alarm.
            self._client = await asyncio.to_thread(_client, self.url, self._timeout)
        request = self._client.stream("POST", self.url, content=body, headers=headers)
        async with request as answer:
            if answer.is_success:
                return
            start = b""
            async for part in answer.aiter_raw(_BODY_READ):
                start = part[:_BODY_READ]
                break
        raise _refusal(answer, start)


def _client(url: str, timeout: float) -> httpx.AsyncClient:
    importlib.import_module("anyio._backends._asyncio")  # else it is loaded with the first request
    # The system's many certificates are read only if needed.
    plain = url.lower().startswith("http:")
    return httpx.AsyncClient(
        trust_env=False,
        verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else ssl.create_default_context(),
        limits=httpx.Limits(max_connections=2, max_keepalive_connections=0),  # messages are rare
        timeout=timeout,
    )


def _refusal(answer: httpx.Response, start: bytes) -> NotDelivered:
    said = foreign(start.decode("utf-8", "replace"))
    why = f"the receiver answered {answer.status_code}" + (f": {said}" if said else "")
    if answer.is_redirect:
        why = f"the receiver answered {answer.status_code} and points elsewhere; that is not followed"
    again = answer.is_server_error or answer.status_code in _TRY_AGAIN
    return NotDelivered(why, final=not again, after=_wish(answer.headers.get("Retry-After", "")))


def _wish(text: str) -> float:
    return min(float(text), _WAIT_AT_MOST) if text.isascii() and text.isdigit() else 0.0

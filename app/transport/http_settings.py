"""Settings that requests over HTTP share: addresses, headers, credentials, a proxy."""

from collections.abc import Mapping
from typing import Annotated

import httpx
import msgspec

from app.model.probe import Secret
from app.model.value import Value
from app.transport.http_values import Proxy

Url = Annotated[str, msgspec.Meta(pattern=r"^https?://", max_length=2000)]
Line = Annotated[str, msgspec.Meta(pattern=r"^[^\r\n\x00]*$", max_length=8192)]
HeaderName = Annotated[str, msgspec.Meta(pattern=r"^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$")]
FieldName = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class ProxySettings(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A proxy, and who we are to it."""

    url: Annotated[str, msgspec.Meta(pattern=r"^http://", max_length=2000)]
    user: Annotated[str, msgspec.Meta(max_length=80)] = ""
    password: Secret | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        checked_url(self.url, "the proxy's url")
        Proxy(url=self.url)
        Proxy(url=self.url)  # knows which addresses it takes
        if bool(self.user) != (self.password is not None):
            raise ValueError("user and password of a proxy belong together")

    def opened(self, secrets: Mapping[Secret, str]) -> Proxy:
        """Return the proxy as the transport takes it."""
        password = secrets[self.password] if self.password else ""
        return Proxy(url=self.url, user=self.user, password=password)


def checked_url(text: str, name: str) -> httpx.URL:
    """Return the address; raises ``ValueError`` where it is none, or holds what belongs elsewhere."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as reason:
        raise ValueError(f"{name} is not one: {reason}") from None
    if not url.host:
        raise ValueError(f"{name} names no host")
    if url.userinfo:
        raise ValueError(f"{name} holds a user: name it as a setting, its password by reference")
    return url

"""What a monitor holds on to without being told: its gateways and its name servers."""

from collections.abc import Sequence
from typing import Literal, Protocol

from app.model.value import Value

Role = Literal["gateway", "names"]


class Heard(Value, frozen=True, kw_only=True):
    """What came of asking an anchor."""

    answered: bool  # anything at all came back from it
    serves: bool = False  # it is a name server that looks names up


class Anchor(Protocol):
    """One of them."""

    @property
    def name(self) -> str:
        """What people call it: ``gateway 192.0.2.1``."""
        ...

    @property
    def role(self) -> Role:
        """What it is for."""
        ...

    @property
    def remote(self) -> bool:
        """Whether the way to it leaves this machine."""
        ...

    async def ask(self, within: float) -> Heard:
        """Ask once, ``within`` seconds; never raises but for its cancellation."""
        ...


class Anchors(Protocol):
    """All of them."""

    def known(self) -> Sequence[Anchor]:
        """Return those of this moment; routes and name servers change."""
        ...

    def is_beyond(self, address: str) -> bool:
        """Return whether the way to an address (with or without its port) leads over a gateway."""
        ...

    async def close(self) -> None:
        """Give everything back."""
        ...

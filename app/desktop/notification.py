"""Pop-ups over org.freedesktop.Notifications: one an incident, replaced in place, with a button to take."""

import asyncio
import contextlib
import enum
from collections.abc import Callable, Mapping
from typing import Any

from jeepney import DBusAddress, new_method_call

from app.desktop.bus import BusFailed
from app.desktop.service import Service
from app.model.phrase import foreign
from app.model.value import Value

NAME = "org.freedesktop.Notifications"
ADDRESS = DBusAddress("/org/freedesktop/Notifications", bus_name=NAME, interface=NAME)
DEADLINE = 3.0
TITLE_LIMIT = 120
LINE_LIMIT = 240


class Urgency(enum.IntEnum):
    """As in the specification; critical pop-ups stay until they are closed."""

    LOW = 0
    NORMAL = 1
    CRITICAL = 2


_ICON = {
    Urgency.LOW: "dialog-information",
    Urgency.NORMAL: "dialog-warning",
    Urgency.CRITICAL: "dialog-error",
}


class PopUp(Value, frozen=True, kw_only=True):
    """What is to be shown. Texts may hold foreign text: they are cut and shown literally."""

    incident: str  # pop-ups of one incident replace each other
    notice: str = ""
    title: str
    lines: tuple[str, ...] = ()
    urgency: Urgency = Urgency.NORMAL
    acknowledge: bool = False  # offer the button


class Outcome(Value, frozen=True, kw_only=True):
    """What became of a pop-up."""

    ok: bool
    detail: str = ""


class Labels(Value, frozen=True, kw_only=True):
    """Words on the pop-up, translated by who composes."""

    application: str = "Nocwall"
    open: str = "Open the wall"
    acknowledge: str = "Acknowledge"


class Notifier:
    """Shows pop-ups through the desktop's notification service; runs on any asyncio loop.

    A pop-up that could not be shown is kept and shown when the service is there, unless it was closed
    meanwhile; ``on_late`` then tells. Callbacks are plain functions and get the incident's id.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        labels: Labels | None = None,
        on_acknowledge: Callable[[str], None],
        on_open: Callable[[str], None] = lambda incident: None,  # noqa: ARG005 - the name is the contract
        on_late: Callable[[PopUp], None] = lambda popup: None,  # noqa: ARG005 - same
    ) -> None:
        self._labels = labels or Labels()
        self._handlers = {"ack": on_acknowledge, "default": on_open}
        self._on_late = on_late
        self._shown: dict[str, int] = {}  # incident -> id given by the service
        self._unshown: dict[str, PopUp] = {}
        self._abilities: frozenset[str] | None = None
        self._turn = asyncio.Lock()  # replacing in place needs one after the other
        self._service = Service(
            NAME,
            environment,
            arrived=self._show_the_rest,
            renewed=self._forget_service,
            signals={"ActionInvoked": self._action_invoked, "NotificationClosed": self._closed},
        )

    def start(self) -> None:
        """Connect in the background."""
        self._service.start()

    async def tell(self, popup: PopUp) -> Outcome:
        """Show a pop-up, in place of the earlier one of its incident. Never raises, at most some seconds."""
        try:
            async with asyncio.timeout(DEADLINE), self._turn:
                await self._show(popup)
        except (BusFailed, TimeoutError) as error:
            self._unshown[popup.incident] = popup
            return Outcome(ok=False, detail=str(error) or f"no answer in {DEADLINE:g} s")
        return Outcome(ok=True)

    async def close(self, incident: str) -> None:
        """Take the incident's pop-up away, if there is one."""
        self._unshown.pop(incident, None)
        with contextlib.suppress(BusFailed, TimeoutError):
            async with asyncio.timeout(DEADLINE), self._turn:
                await self._take_away(incident)

    async def _take_away(self, incident: str) -> None:
        ident = self._shown.pop(incident, None)
        if ident is not None:
            await self._service.call(
                new_method_call(ADDRESS, "CloseNotification", "u", (ident,)), deadline=DEADLINE
            )

    async def stop(self) -> None:
        """End the connection. Pop-ups that are on the screen stay."""
        await self._service.close()

    async def _show(self, popup: PopUp) -> None:
        if self._abilities is None:
            (names,) = await self._service.call(new_method_call(ADDRESS, "GetCapabilities"))
            self._abilities = frozenset(names)
        message = new_method_call(ADDRESS, "Notify", "susssasa{sv}i", self._arguments(popup, self._abilities))
        (self._shown[popup.incident],) = await self._service.call(message)
        self._unshown.pop(popup.incident, None)

    def _arguments(self, popup: PopUp, abilities: frozenset[str]) -> tuple[Any, ...]:
        lines = [foreign(line, LINE_LIMIT) for line in popup.lines]
        markup = "body-markup" in abilities
        hints = {
            "urgency": ("y", int(popup.urgency)),
            "category": ("s", "network.error"),
            "desktop-entry": ("s", "nocwall"),
            "suppress-sound": ("b", True),  # the alarm tone is ours
        }
        return (
            self._labels.application,
            self._shown.get(popup.incident, 0),
            _ICON[popup.urgency],
            foreign(popup.title, TITLE_LIMIT),
            "\n".join(_escaped(line) if markup else line for line in lines),
            self._actions(popup) if "actions" in abilities else [],
            hints,
            0 if popup.urgency is Urgency.CRITICAL else -1,
        )

    def _actions(self, popup: PopUp) -> list[str]:
        actions = ["default", self._labels.open]
        return [*actions, "ack", self._labels.acknowledge] if popup.acknowledge else actions

    def _forget_service(self) -> None:
        """Forget what the former service knew: the next one may give the same ids to other pop-ups.

        At once, for the first answer of a service that the bus has just started may already be read.
        """
        self._abilities = None
        self._shown.clear()

    async def _show_the_rest(self) -> None:
        """Show what could not be shown before."""
        for popup in tuple(self._unshown.values()):
            async with self._turn:
                await self._show(popup)
            self._on_late(popup)

    def _action_invoked(self, body: tuple[Any, ...]) -> None:
        incident = self._incident(body[0])
        handler = self._handlers.get(str(body[1]))
        if incident and handler is not None:
            handler(incident)

    def _closed(self, body: tuple[Any, ...]) -> None:
        self._shown.pop(self._incident(body[0]), None)

    def _incident(self, ident: object) -> str:
        return next((incident for incident, known in self._shown.items() if known == ident), "")


def _escaped(text: str) -> str:
    """Return foreign text so that a body with markup shows it literally."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

"""What really went over the bus to and from the notification service.

``python -m tests.desktop.notices watch`` prints one line of JSON a message; ``Stage(notify=True)`` runs it
and ``stage.notices()`` reads it.
"""

import asyncio
import json
import sys
from dataclasses import asdict, dataclass, field

from dbus_fast import BusType, Message, MessageType
from dbus_fast.aio import MessageBus

NAME = "org.freedesktop.Notifications"
RULES = [
    f"type='method_call',interface='{NAME}',member='Notify'",
    f"type='method_call',interface='{NAME}',member='CloseNotification'",
    f"type='signal',interface='{NAME}'",
]
URGENCY = {0: "low", 1: "normal", 2: "critical"}


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One message: ``Notify``, ``CloseNotification``, ``ActionInvoked`` or ``NotificationClosed``.

    ``id`` is that of the pop-up; for ``Notify`` the one it replaces (0: a new one).
    """

    what: str
    id: int = 0
    application: str = ""
    summary: str = ""
    body: str = ""
    urgency: str = ""
    actions: dict[str, str] = field(default_factory=dict)  # key -> label
    timeout: int = 0
    action: str = ""  # the key, for ActionInvoked
    reason: int = 0  # for NotificationClosed: 1 expired, 2 dismissed, 3 closed by a call


def understood(message: Message) -> Notice | None:
    """Return what a message on the bus says about pop-ups."""
    body = message.body
    match message.member:
        case "Notify":
            application, replaces, _icon, summary, text, actions, hints, timeout = body
            urgency = hints["urgency"].value if "urgency" in hints else 1
            return Notice(
                what="Notify",
                id=replaces,
                application=application,
                summary=summary,
                body=text,
                urgency=URGENCY[urgency],
                actions=dict(zip(actions[::2], actions[1::2], strict=True)),
                timeout=timeout,
            )
        case "CloseNotification":
            return Notice(what="CloseNotification", id=body[0])
        case "ActionInvoked":
            return Notice(what="ActionInvoked", id=body[0], action=body[1])
        case "NotificationClosed":
            return Notice(what="NotificationClosed", id=body[0], reason=body[1])
        case _:
            return None


def tell(message: Message) -> bool:
    """Print a message of interest. Nothing is ever answered: a monitor that speaks is thrown off the bus."""
    if message.message_type in {MessageType.METHOD_CALL, MessageType.SIGNAL}:
        notice = understood(message) if message.interface == NAME else None
        if notice is not None:
            sys.stdout.write(json.dumps(asdict(notice)) + "\n")
            sys.stdout.flush()
    return True


async def watch() -> None:
    """Listen until ended."""
    bus = await MessageBus(bus_type=BusType.SESSION).connect()
    answer = await bus.call(
        Message(
            destination="org.freedesktop.DBus",
            path="/org/freedesktop/DBus",
            interface="org.freedesktop.DBus.Monitoring",
            member="BecomeMonitor",
            signature="asu",
            body=[RULES, 0],
        )
    )
    if answer.message_type is MessageType.ERROR:
        sys.exit("the bus allows no monitor")
    bus.add_message_handler(tell)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    asyncio.run(watch())

"""Tell a supervisor that we live, by the protocol of sd_notify(3); silence is what makes it act."""

import os
import socket
from collections.abc import Mapping


class Supervisor:
    """Sends datagrams to ``NOTIFY_SOCKET``; does nothing where nobody supervises.

    A watchdog that was meant for another process (``WATCHDOG_PID``) is none of ours.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        self.interval = _interval(environment)

    @property
    def there(self) -> bool:
        """Whether somebody listens."""
        return bool(self._address)

    def say(self, text: str) -> None:
        """Send ``READY=1``, ``WATCHDOG=1`` or ``STOPPING=1``; never blocks, never raises."""
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
            sender.setblocking(False)
            try:
                sender.sendto(text.encode(), address)
            except OSError:
                return  # a supervisor that does not read hears our silence, as it should


def unsupervised(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a child: who watches us must not take the child's signs of life for ours."""
    hidden = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")
    return {name: value for name, value in environment.items() if name not in hidden}


def _interval(environment: Mapping[str, str]) -> float:
    """Seconds between signs of life: half of what the supervisor allows, 0 where it asks for none."""
    asked = environment.get("WATCHDOG_USEC", "")
    if environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return 0.0
    return int(asked) / 2_000_000 if asked.isdigit() else 0.0

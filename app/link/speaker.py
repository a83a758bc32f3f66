"""Exactly one client holds tray and sound."""

from collections.abc import Callable

from app.link.connection import Connection
from app.link.frames import frame
from app.link.handler import Departure
from app.model.message import SpeakerPush


class SpeakerSeat:
    """Gives the speaker to the first that can hold it, and passes it on at once when the holder goes."""

    def __init__(
        self, given: Callable[[Connection], None], gone: Callable[[Connection, Departure], None]
    ) -> None:
        self._given = given
        self._gone = gone
        self._waiting: list[Connection] = []
        self.holder: Connection | None = None

    def enter(self, client: Connection) -> None:
        """Take a client in. The session of the present holder takes over from its own older connection."""
        if not client.can_speak:
            return
        self._waiting.append(client)
        if self.holder is None:
            self._give(client)
        elif client.sender.session == self.holder.sender.session:
            old = self.holder
            self._give(client)
            old.send(frame(SpeakerPush(holds=False)))
        else:
            client.send(frame(SpeakerPush(holds=False)))

    def leave(self, client: Connection, departure: Departure) -> None:
        """Let a client go."""
        if client in self._waiting:
            self._waiting.remove(client)
        if client is not self.holder:
            return
        self.holder = None
        successor = next((other for other in self._waiting if other.can_speak), None)
        if successor is None:
            self._gone(client, departure)
        else:
            self._give(successor)

    def send(self, data: bytes) -> bool:
        """Send a frame to the holder; False where there is none."""
        if self.holder is None or self.holder.closing:
            return False
        self.holder.send(data)
        return True

    def ask_tone(self) -> bool:
        """Ask the holder for a test tone; False where there is none."""
        return self.send(frame(SpeakerPush(holds=True, test=True)))

    def _give(self, client: Connection) -> None:
        self.holder = client
        client.send(frame(SpeakerPush(holds=True)))
        self._given(client)

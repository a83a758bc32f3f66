"""Tells when short-lived sockets are ready, by an epoll of our own within the loop's.

The loop's own way costs a connection that is asked one thing a dozen system calls and several objects; this
one two calls. Linux only, as are the sockets of ``app.transport.wire``.
"""

import asyncio
import select
from collections.abc import Callable

READ, WRITE = getattr(select, "EPOLLIN", 1), getattr(select, "EPOLLOUT", 4)
_AT_ONCE = 256


class Gate:
    """Calls whoever watches a socket, with the events, as long as it is ready.

    Whoever is called must not close a socket there and then: its number could go to a new one for which an
    event of the old one is still to be told.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._epoll = select.epoll()
        self._calls: dict[int, Callable[[int], None]] = {}
        self._loop.add_reader(self._epoll.fileno(), self._turn)

    def watch(self, number: int, wanted: int, call: Callable[[int], None]) -> None:
        """Have ``call`` called while the descriptor is ready for what is wanted, or has failed."""
        self._epoll.register(number, wanted)
        self._calls[number] = call

    def change(self, number: int, wanted: int) -> None:
        """Wait for something else: ``READ``, ``WRITE``, both, or 0."""
        if number in self._calls:
            self._epoll.modify(number, wanted)

    def forget(self, number: int) -> None:
        """Call nobody any more; the descriptor is closed next, which takes it out of the kernel's list."""
        self._calls.pop(number, None)

    def close(self) -> None:
        """Watch nothing any more."""
        self._calls.clear()
        if not self._epoll.closed:
            self._loop.remove_reader(self._epoll.fileno())
            self._epoll.close()

    def _turn(self) -> None:
        for number, events in self._epoll.poll(0, _AT_ONCE):
            call = self._calls.get(number)
            if call is not None:
                call(events)

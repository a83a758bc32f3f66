"""The process in which Apprise runs, for it blocks: reads orders, says what became of them.

Never imported by the engine: a test holds that. The address comes over the pipe only; what Apprise prints
goes nowhere, what it logs is masked before it leaves the process, and no core is dumped.
"""

import contextlib
import ctypes
import logging
import os
import queue
import resource
import signal
import sys
import threading
from typing import Any, BinaryIO, Final

import msgspec

from app.model.phrase import foreign
from app.notify.child_words import LONGEST, MORE, Begun, Done, Order, Outcome, Ready, Word, frame
from app.notify.mask import Mask, scheme_of
from app.notify.witness import Witness, install

_MEMORY: Final = 1024 * 1024 * 1024  # bytes of address space; what a service answers is read whole
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_DUMPABLE: Final = 4


def serve() -> None:
    """Carry out orders until standard input ends, which is the engine's end."""
    source, sink = _pipes()
    _shut_in()
    orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
    # In a thread: the end of the engine is to be seen in the middle of an order too.
    threading.Thread(target=_read, args=(source, orders), daemon=True).start()
    said = _Said()
    witness = Witness()
    apprise = _loaded(said, witness)
    _say(sink, Ready())
    while True:
        order = orders.get()
        said.lines.clear()
        witness.begin()
        _say(sink, Begun())
        _say(sink, _sent(apprise, order, said, witness))


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return standard input and output, and leave nothing in their places that anybody could disturb."""
    source, sink = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    return os.fdopen(source, "rb"), os.fdopen(sink, "wb")


def _shut_in() -> None:
    parent = os.getppid()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ValueError, OSError):  # a stricter limit stands already
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the engine ends in good order, and ends this
    if sys.platform == "linux":
        control = ctypes.CDLL(None).prctl
        control(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        control(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(0)


def _read(source: BinaryIO, orders: "queue.SimpleQueue[Order]") -> None:
    with contextlib.suppress(OSError, msgspec.DecodeError):
        while len(head := source.read(MORE)) == MORE and int.from_bytes(head) <= LONGEST:
            orders.put(msgspec.msgpack.decode(source.read(int.from_bytes(head)), type=Order))
    os._exit(0)


def _say(sink: BinaryIO, word: Word) -> None:
    try:
        sink.write(frame(msgspec.msgpack.encode(word)))
        sink.flush()
    except OSError:
        os._exit(0)


class _Said(logging.Handler):
    """Keeps what Apprise warns of while it carries out one order."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if len(self.lines) < 10:
            self.lines.append(record.getMessage()[:2000])


def _loaded(said: _Said, witness: Witness) -> Any:
    import apprise

    install(witness)
    logger = logging.getLogger("apprise")
    logger.handlers, logger.propagate = [said], False
    logger.setLevel(logging.WARNING)
    logging.getLogger().addHandler(logging.NullHandler())
    return apprise


def _sent(apprise: Any, order: Order, said: _Said, witness: Witness) -> Done:
    asset = apprise.AppriseAsset(app_id="Nocwall", async_mode=False, app_desc="Nocwall", app_url="")
    mask = Mask(order.url)
    service = apprise.Apprise.instantiate(order.url.strip(), asset=asset, suppress_exceptions=True)
    if service is None:
        return _wrong(order, said, mask)
    # Its own limits are short of ours, so that it can say what happened before it is killed.
    if "cto=" not in order.url:
        service.socket_connect_timeout = order.timeout * 0.4
    if "rto=" not in order.url:
        service.socket_read_timeout = order.timeout * 0.5
    one = apprise.Apprise(asset=asset)
    one.add(service)
    # What it does not catch itself ends this process, which is the border: the engine says what that means.
    ok = bool(one.notify(body=order.body, title=order.title, notify_type=order.kind, body_format="text"))
    return witness.verdict(ok=ok, said=_masked(said, mask))


def _wrong(order: Order, said: _Said, mask: Mask) -> Done:
    scheme = scheme_of(order.url)
    why = f"Apprise cannot read the address ({scheme}://)" if scheme else "the address has no scheme"
    text = _masked(said, mask)
    return Done(outcome=Outcome.REFUSED, why=f"{why}: {text}" if text else why)


def _masked(said: _Said, mask: Mask) -> str:
    return foreign(mask.text(said.lines[-1])) if said.lines else ""

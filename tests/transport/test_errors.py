import asyncio
import errno
import os
import socket
import ssl

import pytest

from app.model.probe import ProbeFailed
from app.model.state import STATE_OF_ERROR, ErrorClass, State
from app.transport.errors import CONNECT, RESOLVE, TLS, TRANSFER, Limits, failure
from app.transport.stopwatch import Stopwatch


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (errno.ECONNREFUSED, ErrorClass.REFUSED),
        (errno.ECONNRESET, ErrorClass.RESET),
        (errno.EPIPE, ErrorClass.RESET),
        (errno.ENETUNREACH, ErrorClass.UNREACHABLE),
        (errno.EHOSTUNREACH, ErrorClass.UNREACHABLE),
        (errno.EMFILE, ErrorClass.INTERNAL),
        (errno.EADDRNOTAVAIL, ErrorClass.INTERNAL),
        (errno.EPERM, ErrorClass.PERMISSION),
        (errno.ETIMEDOUT, ErrorClass.TIMEOUT_READ),
        (errno.EXDEV, ErrorClass.UNREACHABLE),
    ],
)
def test_each_error_of_the_system_has_a_class(code: int, error: ErrorClass) -> None:
    """Errors of sockets become classes with a sentence; those of our own machine prove nothing."""
    failed = failure(OSError(code, os.strerror(code)))
    assert failed.error is error
    assert failed.sentence.plain()
    ours = code in (errno.EMFILE, errno.EADDRNOTAVAIL, errno.EPERM)
    assert (STATE_OF_ERROR[error] is State.UNKNOWN) is ours


@pytest.mark.parametrize(
    ("phase", "error"),
    [
        (RESOLVE, ErrorClass.DNS),
        (CONNECT, ErrorClass.TIMEOUT_CONNECT),
        (TLS, ErrorClass.TIMEOUT_TLS),
        (TRANSFER, ErrorClass.TIMEOUT_READ),
        ("query", ErrorClass.TIMEOUT_READ),
    ],
)
async def test_the_deadline_blames_the_phase(phase: str, error: ErrorClass) -> None:
    """What a run was doing when its time was over decides the class, and the sentence names the time."""

    async def run() -> None:
        watch = Stopwatch()
        async with Limits(0.05, watch):
            watch.enter(phase)
            await asyncio.Event().wait()

    with pytest.raises(ProbeFailed) as failed:
        await run()
    assert failed.value.error is error
    assert "50 ms" in failed.value.sentence.plain()


async def test_what_is_not_an_error_of_a_connection_passes() -> None:
    """Failures that know their class, and bugs of ours, come out as they are."""
    for error in (failure(OSError(errno.ECONNRESET, "")), KeyError("bug")):
        with pytest.raises(type(error)) as came:
            async with Limits(1, Stopwatch()):
                raise error
        assert came.value is error


async def test_cancelled_from_outside_is_not_a_timeout() -> None:
    """A run that is cancelled from outside is cancelled, and no failure."""

    async def run() -> None:
        async with Limits(9, Stopwatch()):
            await asyncio.Event().wait()

    task = asyncio.ensure_future(run())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()


def test_tls_and_name_errors_have_classes_too() -> None:
    """Errors that derive from the system's are told apart from it."""
    assert failure(ssl.SSLError(1, "[SSL] odd")).error is ErrorClass.PROTOCOL
    assert failure(ssl.SSLEOFError(8, "eof")).error is ErrorClass.PROTOCOL
    assert failure(socket.gaierror(socket.EAI_NONAME, "no name")).sentence.plain()

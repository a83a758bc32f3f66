"""What every probe kind keeps to, whoever wrote it."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import msgspec
import pytest

import probes
from app.model.metric import Metric
from app.model.probe import Probe, ProbeFailed
from app.model.quantity import Unit
from tests.probes.runs import context
from tests.probes.servers import serving
from tests.probes.web import silent

KINDS = probes.kinds()
TAGS = [str(kind.__struct_config__.tag) for kind in KINDS]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=TAGS)
DEAF_HOLD = 0.05  # seconds in which a run gets to the point where it waits


def made(kind: type[Probe], **changed: Any) -> Probe:
    """Return a probe with the example settings of its kind."""
    settings = {"kind": kind.__struct_config__.tag, **kind.example, **changed}
    probe = msgspec.convert(settings, kinds_union())
    assert isinstance(probe, kind)
    return probe


def kinds_union() -> Any:
    """Return the union of all kinds, as the inventory decodes it."""
    union: Any = KINDS[0]
    for kind in KINDS[1:]:
        union |= kind
    return union


@contextmanager
def deaf_udp(port: int) -> Iterator[None]:
    """Hold the UDP port of the same number, and never answer on it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", port))
        yield


@asynccontextmanager
async def against_silence(kind: type[Probe]) -> AsyncIterator[Probe]:
    """Give the example probe, turned at a server that accepts and never answers."""
    async with serving(silent) as port:
        changed: dict[str, Any] = {}
        if "port" in kind.__struct_fields__:
            changed["port"] = port
        if "url" in kind.__struct_fields__:
            scheme = str(kind.example["url"]).partition(":")[0]
            changed["url"] = f"{scheme}://127.0.0.1:{port}/"
        with deaf_udp(port):
            yield made(kind, **changed)


def test_each_file_is_a_kind_of_its_own() -> None:
    """The kinds are found by looking into the folder, in order, each under a name of its own."""
    assert sorted(set(TAGS)) == TAGS
    assert {"http", "tcp", "dns", "icmp"} <= set(TAGS)


def test_a_decoder_can_tell_the_kinds_apart() -> None:
    """An unknown kind is refused with its path."""
    with pytest.raises(msgspec.ValidationError, match="kind"):
        msgspec.convert({"kind": "no-such"}, kinds_union())


@every_kind
def test_says_what_it_does(kind: type[Probe]) -> None:
    """A kind has a docstring of its own, for the documentation and the schema."""
    assert kind.__doc__
    assert kind.__doc__ != Probe.__doc__


@every_kind
def test_is_frozen_and_strict(kind: type[Probe]) -> None:
    """A probe never changes, and a setting that it does not know is an error."""
    config = kind.__struct_config__
    assert config.frozen
    assert config.forbid_unknown_fields


@every_kind
def test_the_example_decodes(kind: type[Probe]) -> None:
    """The example settings make a probe with an address to show."""
    assert made(kind).address


@every_kind
def test_metrics_have_names_and_units(kind: type[Probe]) -> None:
    """Each metric is named as rules refer to it, once, and has a unit and a title."""
    metrics = made(kind).measured
    names = [metric.name for metric in metrics]
    assert len(set(names)) == len(names)
    for metric in metrics:
        assert isinstance(metric, Metric)
        assert metric.name.isidentifier()
        assert metric.name.islower()
        assert isinstance(metric.unit, Unit)
        assert metric.title


@pytest.mark.alone
@every_kind
async def test_ends_at_once_when_cancelled(kind: type[Probe]) -> None:
    """A cancelled run is gone within 100 ms, and the test finds no task or socket of it."""
    async with against_silence(kind) as probe, context(seconds=30) as ctx:
        run = asyncio.ensure_future(probe.run(ctx))
        await asyncio.wait({run}, timeout=DEAF_HOLD)
        began = time.perf_counter()
        run.cancel()
        await asyncio.wait({run}, timeout=1)
        assert run.done()
        assert time.perf_counter() - began < 0.1
        if not run.cancelled():
            assert run.exception() is None or isinstance(run.exception(), ProbeFailed)


@pytest.mark.alone
@every_kind
async def test_fails_in_words_before_its_time_is_over(kind: type[Probe]) -> None:
    """A run against silence either works without the server or fails with a class and a sentence, in time."""
    async with against_silence(kind) as probe, context(seconds=0.3) as ctx:
        began = time.perf_counter()
        try:
            await probe.run(ctx)
            said = True
        except ProbeFailed as failed:
            said = bool(failed.sentence.plain())
        assert said
        assert time.perf_counter() - began < 0.3 + 0.3

import gzip
import random
import time
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import brotli
import psutil
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.decoding import MAX_ENCODINGS, decoder

Pack = Callable[[bytes], bytes]


def framed(body: bytes) -> bytes:
    """Pack as zstd without saying how long the body is, as servers do."""
    packer = zstandard.ZstdCompressor().compressobj()
    return packer.compress(body) + packer.flush()


PACKS: dict[str, Pack] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZIP": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": framed,
    "gzip, br": lambda body: brotli.compress(gzip.compress(body)),
    "zstd,,deflate, identity": lambda body: zlib.compress(framed(body)),
}


def unpacked(encoding: str, *pieces: bytes, limit: int = 100) -> bytes:
    """Return the body of packed pieces."""
    made = decoder(encoding, limit)
    for piece in pieces:
        made.feed(piece)
    return made.finish()


@pytest.mark.parametrize("encoding", ["", "identity", *PACKS])
def test_a_body_of_exactly_the_limit_is_read(encoding: str) -> None:
    """The limit itself is allowed, one byte more is not."""
    pack = PACKS.get(encoding, bytes)
    assert unpacked(encoding, pack(b"x" * 100)) == b"x" * 100
    with pytest.raises(ProbeFailed) as failed:
        unpacked(encoding, pack(b"x" * 101))
    assert failed.value.error is ErrorClass.TOO_LARGE


@given(st.binary(max_size=99), st.integers(1, 20), st.sampled_from(list(PACKS)))
def test_pieces_do_not_matter(body: bytes, size: int, encoding: str) -> None:
    """A packed body is the same in pieces of any size."""
    packed = PACKS[encoding](body)
    assert unpacked(encoding, *(packed[at : at + size] for at in range(0, len(packed), size))) == body


@pytest.mark.parametrize("encoding", PACKS)
def test_a_large_body_comes_out_whole(encoding: str) -> None:
    """A body of many slices is complete, also where it hardly packs."""
    body = bytes(900_000) + random.Random(7).randbytes(900_000) + b"x" * 900_000
    packed = PACKS[encoding](body)
    pieces = [packed[at : at + 65_536] for at in range(0, len(packed), 65_536)]
    assert unpacked(encoding, *pieces, limit=2_700_000) == body


@given(st.binary(max_size=200), st.sampled_from(list(PACKS)))
def test_any_bytes_are_a_body_or_a_failure(data: bytes, encoding: str) -> None:
    """Damage is class protocol or too-large, never another exception."""
    error = ErrorClass.PROTOCOL
    try:
        unpacked(encoding, data)
    except ProbeFailed as failed:
        error = failed.error
    assert error in (ErrorClass.PROTOCOL, ErrorClass.TOO_LARGE)


@given(st.sampled_from(list(PACKS)), st.data())
def test_a_body_cut_short_is_no_body(encoding: str, data: st.DataObject) -> None:
    """Where the end is missing, what came before it is not taken for the whole."""
    packed = PACKS[encoding](b"one and two and three")
    short = packed[: data.draw(st.integers(1, len(packed) - 1))]
    with pytest.raises(ProbeFailed, match="ends too early"):
        unpacked(encoding, short)


@pytest.mark.parametrize("encoding", PACKS)
def test_what_follows_the_end_is_refused(encoding: str) -> None:
    """Bytes behind a packed body are damage."""
    with pytest.raises(ProbeFailed, match=r"damaged|after its end|too early"):
        unpacked(encoding, PACKS[encoding](b"body") + b"\0\0\0\0\0\0")


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("zstd", framed)])
def test_several_members_are_one_body(encoding: str, pack: Pack) -> None:
    """Members follow one another; a long chain of empty ones is refused."""
    assert unpacked(encoding, pack(b"one ") + pack(b"two")) == b"one two"
    with pytest.raises(ProbeFailed):
        unpacked(encoding, pack(b"") * 200)


def test_deflate_comes_with_and_without_frame() -> None:
    """A frame is told from none also where its two bytes come apart."""
    bare = zlib.compress(b"bare")[2:-4]
    assert unpacked("deflate", bare[:1], bare[1:]) == b"bare"


def wide_zstd(body: bytes) -> bytes:
    """Pack as zstd with a window of 32 MiB, which RFC 9659 forbids on the web."""
    wide = zstandard.ZstdCompressionParameters(window_log=25)
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("zstd", wide_zstd),
        ("br", partial(brotli.compress, lgwin=23)),
        ("br", partial(brotli.compress, lgwin=24)),
    ],
)
def test_a_window_beyond_the_rules_is_refused(encoding: str, pack: Pack) -> None:
    """A body that asks for memory of its sender's choice is not given it."""
    with pytest.raises(ProbeFailed, match="Unpacking the body takes more than") as failed:
        unpacked(encoding, pack(b"abc" * 1000))
    assert failed.value.error is ErrorClass.TOO_LARGE


@pytest.mark.parametrize("bits", range(10, 23))
def test_every_window_that_is_small_enough_is_read(bits: int) -> None:
    """No window of the usual sizes is taken for a wide one."""
    assert unpacked("br", brotli.compress(b"abc" * 30, lgwin=bits)) == b"abc" * 30


@pytest.mark.parametrize("encoding", ["compress", "gzip, klingon", "*"])
def test_what_we_did_not_ask_for_is_refused(encoding: str) -> None:
    """Only what is in our request's Accept-Encoding is unpacked."""
    with pytest.raises(ProbeFailed, match="did not ask for"):
        decoder(encoding, 100)


def test_wrappings_have_a_limit() -> None:
    """A body that is packed again and again is refused."""
    decoder(", ".join(["gzip"] * MAX_ENCODINGS), 100)
    with pytest.raises(ProbeFailed, match="packed 4 times over"):
        decoder(", ".join(["gzip"] * (MAX_ENCODINGS + 1)), 100)


def zeros(encoding: str) -> Iterator[bytes]:
    """Give the pieces of 64 MiB of zeros, packed."""
    if encoding == "gzip, gzip":
        once = b"".join(zeros("gzip"))
        yield gzip.compress(once)
        return
    packers: dict[str, Callable[[], Any]] = {
        "gzip": lambda: zlib.compressobj(9, wbits=31),
        "deflate": lambda: zlib.compressobj(9),
        "br": lambda: brotli.Compressor(quality=1),
        "zstd": lambda: zstandard.ZstdCompressor(level=1).compressobj(),
    }
    packer = packers[encoding]()
    feed = getattr(packer, "process", None) or packer.compress
    end = getattr(packer, "finish", None) or packer.flush
    for _ in range(64):
        yield feed(bytes(1 << 20))
    yield end()


@pytest.mark.fault("N08")
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
@pytest.mark.parametrize("limit", [1_000_000, 20_000_000])
def test_a_bomb_costs_neither_memory_nor_time(encoding: str, limit: int) -> None:
    """A bomb is too-large at the limit, in steps that are short, and nothing beyond the limit is held."""
    packed = b"".join(zeros(encoding))
    made = decoder(encoding, limit)
    before, longest, error = psutil.Process().memory_info().rss, 0.0, ErrorClass.INTERNAL
    try:
        for at in range(0, len(packed), 65_536):
            made.feed(packed[at : at + 65_536])
            while made.busy:
                began = time.thread_time()
                made.step()
                longest = max(longest, time.thread_time() - began)
    except ProbeFailed as failed:
        error = failed.error
    grown = psutil.Process().memory_info().rss - before
    assert error is ErrorClass.TOO_LARGE
    assert grown < 20e6 + (limit if limit > 1_000_000 else 0)
    assert longest < 0.05

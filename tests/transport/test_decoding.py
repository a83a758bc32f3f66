import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.decoding import decoder


def unpacked(encoding: str, *pieces: bytes, limit: int = 100) -> bytes:
    """Return the body of packed pieces."""
    made = decoder(encoding, limit)
    for piece in pieces:
        made.feed(piece)
    return made.finish()


@pytest.mark.parametrize("encoding", ["", "identity", "gzip", "x-gzip", "GZIP", "deflate"])
def test_a_body_of_exactly_the_limit_is_read(encoding: str) -> None:
    """The limit itself is allowed, one byte more is not."""

    def pack(body: bytes) -> bytes:
        if encoding == "deflate":
            return zlib.compress(body)
        return gzip.compress(body) if "gzip" in encoding.lower() else body

    assert unpacked(encoding, pack(b"x" * 100)) == b"x" * 100
    with pytest.raises(ProbeFailed) as failed:
        unpacked(encoding, pack(b"x" * 101))
    assert failed.value.error is ErrorClass.TOO_LARGE


@given(st.binary(max_size=99), st.integers(1, 20))
def test_pieces_do_not_matter(body: bytes, size: int) -> None:
    """A packed body is the same in pieces of any size."""
    packed = gzip.compress(body)
    assert unpacked("gzip", *(packed[at : at + size] for at in range(0, len(packed), size))) == body


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate"]))
def test_any_bytes_are_a_body_or_a_failure(data: bytes, encoding: str) -> None:
    """Damage is class protocol or too-large, never another exception."""
    error = ErrorClass.PROTOCOL
    try:
        unpacked(encoding, data)
    except ProbeFailed as failed:
        error = failed.error
    assert error in (ErrorClass.PROTOCOL, ErrorClass.TOO_LARGE)


def test_several_gzip_members_are_one_body() -> None:
    """Members follow one another; a long chain of empty ones is refused."""
    assert unpacked("gzip", gzip.compress(b"one ") + gzip.compress(b"two")) == b"one two"
    with pytest.raises(ProbeFailed):
        unpacked("gzip", gzip.compress(b"") * 200)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "klingon"])
def test_what_we_did_not_ask_for_is_refused(encoding: str) -> None:
    """Only what is in our request's Accept-Encoding is unpacked."""
    with pytest.raises(ProbeFailed, match="did not ask for"):
        decoder(encoding, 100)

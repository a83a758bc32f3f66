import contextlib

from hypothesis import given
from hypothesis import strategies as st

from app.model.probe import ProbeFailed
from app.transport.protobuf import number_field, text_field


@given(st.binary(max_size=60))
def test_any_bytes_are_a_message_or_none(data: bytes) -> None:
    """A damaged message raises its failure and nothing else."""
    with contextlib.suppress(ProbeFailed):
        assert number_field(data, 1) >= 0


def test_a_message_is_written_and_read_as_the_standard_has_it() -> None:
    """A text field has its tag, its length and its bytes; unknown fields are passed over in reading."""
    assert text_field(1, "") == b""
    assert text_field(1, "é" * 100) == b"\x0a\xc8\x01" + "é".encode() * 100
    assert number_field(b"\x12\x03abc\x25abcd\x19abcdefgh\x08\x02", 1) == 2
    assert number_field(b"", 1) == 0

import pytest
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from hypothesis import given, settings
from hypothesis import strategies as st

from app.transport import snmp_security
from app.transport.snmp_security import SIGNATURES, Credentials

ENGINE = bytes.fromhex("000000000000000000000002")


@pytest.mark.parametrize(
    ("hash_", "key"),
    [
        ("md5", "526f5eed9fcce26f8964c2930787d82b"),
        ("sha", "6695febc9288e36282235fc7151f128497b38f3f"),
    ],
)
def test_keys_are_those_of_the_rfc(hash_: str, key: str) -> None:
    """The password maplesyrup has the keys of RFC 3414, A.3."""
    assert snmp_security._key(hash_, "maplesyrup", ENGINE).hex() == key


@settings(max_examples=50)
@given(st.binary(max_size=100), st.binary(min_size=16, max_size=16))
def test_what_is_hidden_is_cipher_feedback_and_comes_back(data: bytes, start: bytes) -> None:
    """Our few lines do what the library's own mode does, and back again."""
    who = Credentials("me", "sha", "password1", "password2")
    hidden = who.encrypted(ENGINE, start, data)
    key = snmp_security._key("sha", "password2", ENGINE)[:16]
    assert hidden == Cipher(algorithms.AES(key), CFB(start)).encryptor().update(data)
    assert who.decrypted(ENGINE, start, hidden) == data


@pytest.mark.parametrize(("hash_", "size"), SIGNATURES.items())
def test_signatures_have_their_length(hash_: str, size: int) -> None:
    """Each hash sends as much of its signature as its RFC says."""
    assert len(Credentials("me", hash_, "password1").signature(ENGINE, b"message")) == size


def test_levels_are_flags() -> None:
    """A message states what is done to it."""
    levels = [Credentials("a"), Credentials("a", "sha", "x"), Credentials("a", "sha", "x", "y")]
    assert [who.flags for who in levels] == [0, 1, 3]

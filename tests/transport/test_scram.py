import pytest

from app.transport.scram import ScramClient, ScramRefused

# The example exchange of RFC 7677, section 3 (its user name is left out by the protocols we speak).
NONCE = "rOprNGfwEbeRWgbNEkqO"
SERVER_FIRST = b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"


def test_a_false_server_is_noticed() -> None:
    """A server that does not know the password does not pass as the real one."""
    client = ScramClient("pencil", NONCE)
    client.first()
    client.final(SERVER_FIRST)
    with pytest.raises(ScramRefused):
        client.verify(b"v=AAAA")


@pytest.mark.parametrize(
    "challenge",
    [
        b"",
        b"r=other,s=W22Z,i=4096",
        b"r=rOprNGfwEbeRWgbNEkqOx,i=4096",
        b"r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=999999999",
    ],
)
def test_a_bad_challenge_is_refused(challenge: bytes) -> None:
    """A wrong nonce, no salt, or a count of rounds that would stop the loop ends the exchange."""
    with pytest.raises(ScramRefused):
        ScramClient("pencil", NONCE).final(challenge)

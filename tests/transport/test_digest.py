import hashlib
import re

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.digest import Session, challenge, challenges

# RFC 7616, section 3.9.1.
REALM = "http-auth@example.org"
NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
OPAQUE = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
ASKED = 'Digest realm="{}", qop="auth, auth-int", algorithm={}, nonce="{}", opaque="{}"'


def fields(header: str) -> dict[str, str]:
    """Return the parameters of an answer, without their quotes."""
    ((scheme, found),) = challenges(header)
    assert scheme == "digest"
    return found


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_the_standard_come_out(algorithm: str, response: str) -> None:
    """The answers of RFC 7616, 3.9.1, are given to the letter, field by field."""
    asked = challenge(ASKED.format(REALM, algorithm, NONCE, OPAQUE))
    session = Session("Mufasa", "Circle of Life", asked, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
    answer = session.authorization("GET", "/dir/index.html", b"")
    assert fields(answer) == {
        "username": "Mufasa",
        "realm": REALM,
        "uri": "/dir/index.html",
        "algorithm": algorithm,
        "nonce": NONCE,
        "nc": "00000001",
        "cnonce": "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        "qop": "auth",
        "response": response,
        "opaque": OPAQUE,
    }
    assert re.search(r"qop=auth, nc=00000001,", answer), "section 3.4: these two stand without quotes"


def test_the_example_with_a_hashed_name_comes_out() -> None:
    """The answer of RFC 7616, 3.9.2, is given as erratum 4897 corrects it."""
    asked = challenge(
        'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, '
        'nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", '
        'opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true'
    )
    session = Session(
        "J\u00e4s\u00f8n Doe", "Secret, or not?", asked, "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v"
    )
    answer = fields(session.authorization("GET", "/doe.json", b""))
    assert answer["username"] == "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"
    assert answer["response"] == "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"
    assert answer["userhash"] == "true"


def test_the_old_example_comes_out() -> None:
    """The answer of RFC 2617, 3.5, is given."""
    asked = challenge(
        'Digest realm="testrealm@host.com", qop="auth,auth-int", '
        'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    answer = Session("Mufasa", "Circle Of Life", asked, "0a4f113b").authorization(
        "GET", "/dir/index.html", b""
    )
    assert fields(answer)["response"] == "6629fae49393a05397450978507c4ef1"
    assert "algorithm" not in fields(answer)


@pytest.mark.parametrize("algorithm", ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess"])
@pytest.mark.parametrize("quality", ["", "auth"])
def test_another_program_answers_alike(algorithm: str, quality: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The digest of httpx, made by others, gives the same answers, also to the second use of a nonce."""
    header = f'Digest realm="a, b=c", nonce="n/1==", algorithm={algorithm}, opaque="o"'
    header += f', qop="{quality}"' if quality else ""
    monkeypatch.setattr(httpx.DigestAuth, "_get_client_nonce", lambda *_: b"0123456789abcdef")
    other = httpx.DigestAuth("ann", "pass")
    session = Session("ann", "pass", challenge(header), "0123456789abcdef")
    for use in range(2):
        request = httpx.Request("PUT", "http://x/a?b=c%20d")
        flow = other.auth_flow(request)
        next(flow)
        if use == 0:
            flow.send(httpx.Response(401, headers={"WWW-Authenticate": header}, request=request))
        theirs = fields(request.headers["Authorization"])
        ours = fields(session.authorization("PUT", "/a?b=c%20d", b""))
        assert theirs.items() <= ours.items()


def test_the_body_is_signed_where_nothing_else_is_offered() -> None:
    """With auth-int alone the answer holds the hash of the body (RFC 7616, 3.4.3), reckoned here by hand."""
    asked = challenge('Digest realm="r", nonce="n", qop="auth-int", algorithm=MD5')
    answer = fields(Session("u", "p", asked, "c").authorization("POST", "/x", b"the body"))

    def md5(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    body = md5("the body")
    assert answer["qop"] == "auth-int"
    assert answer["response"] == md5(f"{md5('u:r:p')}:n:00000001:c:auth-int:{md5(f'POST:/x:{body}')}")


def test_a_nonce_is_counted() -> None:
    """Each use of a nonce has the next number, and another answer."""
    session = Session("u", "p", challenge('Digest realm="r", nonce="n", qop="auth"'))
    answers = [fields(session.authorization("GET", "/", b"")) for _ in range(3)]
    assert [each["nc"] for each in answers] == ["00000001", "00000002", "00000003"]
    assert len({each["response"] for each in answers}) == 3
    assert len({each["cnonce"] for each in answers}) == 1


def test_a_name_outside_ascii_is_written_as_the_standard_says() -> None:
    """Without a hashed name it goes as username* (RFC 5987)."""
    answer = Session("J\u00e4s\u00f8n", "p", challenge('Digest realm="r", nonce="n"')).authorization(
        "GET", "/", b""
    )
    assert "username*=UTF-8''J%C3%A4s%C3%B8n," in answer


def test_the_first_that_we_speak_is_taken() -> None:
    """The server's order counts; what we do not speak is passed over, also other schemes."""
    header = (
        'Negotiate, Basic realm="x, Digest y=\\"z", Digest realm="a", nonce="1", algorithm=SHA-512, '
        'Digest realm="b" , nonce="2",qop="auth-conf, AUTH-INT", algorithm=sha-256-SESS ,stale=TRUE, '
        'DIGEST realm="c", nonce="3"'
    )
    asked = challenge(header)
    assert (asked.realm, asked.nonce, asked.quality, asked.stale) == ("b", "2", "auth-int", True)
    assert (asked.hash, asked.session) == ("sha256", True)


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("", "Asks for nothing, not for a digest"),
        ('Basic realm="x"', "Asks for basic, not for a digest"),
        ('Digest realm="x", nonce="n", algorithm=SHA-512', "a digest that we do not speak: SHA-512"),
        ('Digest realm="x", nonce="n", qop="auth-conf"', "a digest that we do not speak: MD5 auth-conf"),
        ('Digest realm="x"', "a digest that we do not speak: MD5"),
    ],
)
def test_what_cannot_be_answered_is_told(header: str, sentence: str) -> None:
    """Another scheme, another hash, another quality and a challenge without a nonce are class auth."""
    with pytest.raises(ProbeFailed, match=sentence) as failed:
        challenge(header)
    assert failed.value.error is ErrorClass.AUTH


@given(
    st.text(alphabet=st.characters(max_codepoint=255))
    | st.text(alphabet='Digest realm="nonce",\\=', max_size=80)
)
def test_any_header_is_a_challenge_or_a_failure(header: str) -> None:
    """No header leads to another exception, and every answer stays on its line."""
    try:
        asked = challenge("Digest nonce=1, " + header)
    except ProbeFailed:
        return
    Session("u", "p", asked).authorization("GET", "/", b"")


def test_a_hostile_header_costs_one_pass() -> None:
    """Thousands of signs that never close are read at once."""
    for sign in ('a="', "a=", "a ", '"', "\\", 'a="\\', "=", ","):
        list(challenges(sign * 20_000))

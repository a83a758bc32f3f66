from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.transport.signing import PLACEHOLDERS, Signature, pieces


def signature(**changed: Any) -> Signature:
    """Return settings as the inventory makes them."""
    settings = {"algorithm": "hmac-sha256", "key": {"secret": "k"}, "put": {"header": "X-Sign"}}
    return msgspec.convert({**settings, **changed}, Signature)


def test_a_template_is_text_and_placeholders() -> None:
    """The parts come in order; doubled braces are braces."""
    assert list(pieces("{{a}}{method}\n{body}.")) == [
        ("{", ""),
        ("a}", ""),
        ("", "method"),
        ("\n", "body"),
        (".", ""),
    ]


@given(st.text(alphabet="{}!:[.ab body", max_size=12) | st.text(max_size=20))
def test_any_template_is_one_or_an_error_of_the_file(template: str) -> None:
    """No text leads to another exception than the one that names the place."""
    try:
        parts = list(pieces(template))
    except ValueError:
        return
    assert all(name in ("", *PLACEHOLDERS) for _, name in parts)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"template": "{bodi}"}, "the template holds {bodi}; known are {method}, {host}, {path}"),
        ({"template": "{body:>9}"}, "the template holds {body}"),
        ({"template": "{body!r}"}, "the template holds {body}"),
        ({"template": "{}"}, "the template holds {}"),
        ({"template": "{body"}, "the template is none"),
        ({"template": "a}b"}, "the template is none"),
        ({"template": "{timestamp}{body}"}, "say under timestamp where it is put"),
        ({"template": "{nonce}"}, "say under nonce where it is put"),
        ({"put": {}}, "name one place"),
        ({"put": {"header": "A", "query": "b"}}, "name one place"),
        ({"put": {"header": "a b"}}, "regex"),
        ({"timestamp": {"header": "x-sign"}}, "two values are put into header x-sign"),
        ({"nonce": {"query": "n"}, "timestamp": {"query": "n"}}, "two values are put into query n"),
        ({"key": None}, "name the key"),
        ({"key_file": "/k.pem"}, "name the key"),
        ({"key": None, "key_file": "/k.pem"}, "only the key of rsa-sha256"),
        ({"algorithm": "md5"}, "md5 without {key}"),
        ({"algorithm": "rsa-sha256", "template": "{key}"}, "never a part of the template"),
        ({"algorithm": "sha1"}, "Invalid enum value"),
    ],
)
def test_what_cannot_be_signed_is_refused(changed: dict[str, Any], reason: str) -> None:
    """A setting that cannot work, or would sign nothing, is an error of the file that says why."""
    with pytest.raises(msgspec.ValidationError) as refused:
        signature(**changed)
    assert reason in str(refused.value)

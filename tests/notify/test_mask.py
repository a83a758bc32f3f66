from base64 import b64encode
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notify.mask import HIDDEN, Mask, scheme_of

SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#nocs"
MAIL = "mailtos://noc%40corp:p%26ss-wörd@smtp.example.com:587?to=ops@example.com"


@pytest.mark.parametrize(
    ("url", "text", "hidden"),
    [
        (SLACK, "error at https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/x", "T1JJ3T3L2"),
        (SLACK, "channel nocs not found", "nocs"),
        (MAIL, "login of noc@corp with p&ss-wörd at SMTP.EXAMPLE.COM failed", "p&ss"),
        (MAIL, "user noc%40corp", "noc%40corp"),
        (MAIL, b64encode("noc@corp:p&ss-wörd".encode()).decode(), b64encode(b"noc@corp").decode()[:8]),
        (MAIL, "sent to someone@else.example", "someone@else.example"),
        ("json://h/", "their key is xoxb12345abcdef and more", "xoxb12345abcdef"),
        ("json://a:b@h/", "a b h", "b"),
    ],
)
def test_known_forms_are_hidden(url: str, text: str, hidden: str) -> None:
    """Parts of the address, as they stand in it, decoded and as basic authentication has them."""
    masked = Mask(url).text(text)
    assert hidden.casefold() not in masked.casefold()
    assert HIDDEN in masked


def test_other_words_stay() -> None:
    """What has nothing to do with the address can be read."""
    text = "Failed to send notification: Internal server error, error=500."
    assert Mask(SLACK).text(text) == text


_PART = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=3, max_size=20)


@given(st.lists(_PART, min_size=1, max_size=4), st.booleans())
def test_no_part_is_ever_left(parts: list[str], quoted: bool) -> None:
    """Whatever the parts of an address are, none of them comes through, plain or quoted."""
    shown = [quote(part, safe="") for part in parts]
    mask = Mask("any://" + "/".join(shown))
    for part, form in zip(parts, shown, strict=True):
        said = form if quoted else part
        assert said not in mask.text(f"before {said} after").replace(HIDDEN, "") or not said.strip(HIDDEN)


def test_only_a_scheme_is_a_scheme() -> None:
    """What stands before the two slashes is shown if it has the form of a scheme, else nothing is."""
    assert scheme_of(" Slack://x") == "slack"
    assert [scheme_of(text) for text in ("hunter2pass", "a b://x", "://x", f"{'s' * 30}://x")] == [""] * 4

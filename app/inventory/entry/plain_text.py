"""Texts that the types cannot judge: secrets in plain, addresses, links, names with hidden signs."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from app.inventory.entry.explain import secret_in_plain
from app.inventory.entry.forms import SECRET_NAME
from app.inventory.entry.shape import secret_fields
from app.inventory.text.tree import Spot
from app.model.phrase import foreign, phrase
from app.model.probe import Probe

# The last word of a key tells: api_token is a secret, token_url is not.
_SENSITIVE: Final = re.compile(
    r"(password|passwd|passphrase|pwd|secret|token|authorization|cookie|credentials?"
    r"|(api|access|private|auth|signing|x)[-_ ]?key)$",
    re.IGNORECASE,
)
_PASSWORD_IN_URL: Final = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#@\s]*:[^/?#@\s]+@")
_SECRET_NAME: Final = re.compile(SECRET_NAME)


def look_through(raw: dict[str, Any], kind: type[Probe], spot: Spot) -> None:
    """Report secrets that stand in a probe's settings themselves, and addresses that are none."""
    takes_secret = secret_fields(kind)
    for key, value in raw.items():
        sensitive = key in takes_secret and _SENSITIVE.search(key) is not None
        _look(value, spot.at(key), sensitive=sensitive, inside=key in takes_secret)
    if isinstance(raw.get("url"), str):
        url(raw["url"], spot.at("url"))


def _look(value: Any, spot: Spot, *, sensitive: bool, inside: bool) -> None:
    if isinstance(value, str):
        if sensitive and value:
            spot.report("secret-in-plain", *secret_in_plain())
        elif _PASSWORD_IN_URL.match(value):
            _report_password(spot)
    elif isinstance(value, dict):
        if value.keys() == {"secret"}:
            secret_name(value["secret"], spot.at("secret"))
            return
        for key, each in value.items():
            hidden = inside and _SENSITIVE.search(key) is not None
            _look(each, spot.at(key), sensitive=hidden, inside=inside)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            _look(each, spot.at(index), sensitive=sensitive, inside=inside)


def secret_name(name: Any, spot: Spot) -> bool:
    """Return whether this is the name of a secret; it becomes a file's and a variable's name."""
    if not isinstance(name, str) or _SECRET_NAME.match(name):
        return True
    spot.report(
        "bad-secret-name",
        # not repeated: somebody may have written the secret itself
        phrase("this is not the name of a secret"),
        phrase("use letters, digits, '.', '-' and '_' only; the secret itself does not belong here"),
    )
    return False


def _report_password(spot: Spot) -> None:
    spot.report(
        "password-in-url",
        phrase("a password stands in the address"),
        phrase(
            "take it out; give user and password as settings, the password as {form}", form="{secret: NAME}"
        ),
    )


def url(text: str, spot: Spot, schemes: tuple[str, ...] = ()) -> bool:
    """Return whether ``text`` is an address with a scheme (one of ``schemes``) and a host."""
    if _PASSWORD_IN_URL.match(text):
        _report_password(spot)
        return False
    try:
        split = urlsplit(text)
        whole = bool(split.scheme and split.hostname) and split.port != 0
    except ValueError:
        whole = False
    if whole and (not schemes or split.scheme in schemes) and not re.search(r"\s", text):
        return True
    spot.report(
        "bad-url",
        phrase("{text} is not a whole address", text=foreign(text, 60)),
        phrase("write it as {scheme}://host:port/path", scheme=schemes[0] if schemes else "https"),
    )
    return False


def link(text: str, spot: Spot) -> bool:
    """Return whether ``text`` is empty or something a browser opens."""
    if not text or text.startswith(("http://", "https://")):
        return not text or url(text, spot)
    spot.report(
        "bad-link",
        phrase("{text} is not a link that a browser opens", text=foreign(text, 60)),
        phrase("write it with https:// in front"),
    )
    return False


def visible(text: Any, spot: Spot) -> None:
    """Report a text that cannot be seen and read in one line; what is no text is not looked at."""
    if not isinstance(text, str) or foreign(text, len(text)) == text:
        return
    spot.report(
        "hidden-signs",
        phrase("the text has line breaks, spaces at its ends or in a row, or signs that nobody sees"),
        phrase("write it as one line of visible signs"),
    )

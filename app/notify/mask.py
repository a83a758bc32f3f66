"""Hides an address of Apprise in texts: all of it but the scheme, in whole and in parts."""

import re
from base64 import b64encode
from typing import Final
from urllib.parse import quote, quote_plus, unquote

HIDDEN: Final = "•••"
_APART: Final = re.compile(r"[/:@?&=#,;+!\s]+")
_PLAIN: Final = 3  # shorter parts are hidden as words of their own only, else nothing could be read
_ADDRESS: Final = re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]{1,20}://\S*")
_MAIL: Final = re.compile(r"[^\s@<>]+@[^\s@<>]+")
# What looks like a key is hidden, whosever it is: services answer with keys of their own making.
_KEY: Final = re.compile(r"(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Za-z])[A-Za-z0-9_-]{12,}")


def scheme_of(url: str) -> str:
    """Return the scheme of an address, which is all that may be shown; empty where it has none."""
    found = re.match(r"\s*([A-Za-z][A-Za-z0-9+.-]{0,19})://", url)
    return found[1].lower() if found else ""


class Mask:
    """Knows the parts of one address."""

    def __init__(self, url: str) -> None:
        rest = url.partition("://")[2] or url
        parts = {part for text in (rest, unquote(rest)) for part in _APART.split(text)}
        login = rest.rpartition("@")[0]
        forms = {rest, *parts, *(b64encode(unquote(text).encode()).decode() for text in (login, *parts))}
        forms |= {make(part) for part in parts for make in (quote, quote_plus, unquote)}
        long = sorted((form for form in forms if len(form) >= _PLAIN), key=len, reverse=True)
        short = [rf"(?<!\w){re.escape(form)}(?!\w)" for form in forms if 0 < len(form) < _PLAIN]
        self._known = re.compile("|".join([*map(re.escape, long), *short]) or r"(?!)", re.IGNORECASE)

    def text(self, text: str) -> str:
        """Return the text with nothing of the address in it, and nothing that looks like a key."""
        text = _ADDRESS.sub(HIDDEN, text)
        text = self._known.sub(HIDDEN, text)
        text = _MAIL.sub(HIDDEN, text)
        return re.sub(rf"(?:{HIDDEN}[\W_]*?){{2,}}", HIDDEN + " ", _KEY.sub(HIDDEN, text)).strip()

"""Bodies as text and as JSON, from whoever sends them: what does not fit its form is class content."""

import codecs
import encodings
import re
from encodings.aliases import aliases

import msgspec

from app.model.phrase import Phrase, foreign, phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.json_path import Json

_CHARSET = re.compile(r"""charset\s{0,9}=\s{0,9}["']?([^\s"';,]{1,60})""", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"
# Codecs that are one pass over the bytes. Others of the library are no charsets of the web, or slow.
_CHARSETS = re.compile(
    r"utf-8|utf-16(-[lb]e)?|utf-32(-[lb]e)?|ascii|iso8859-\d{1,2}|cp125\d|cp866|cp437|cp85\d|koi8-[rtu]"
    r"|shift_jis|euc_jp|euc_kr|gb2312|gbk|gb18030|big5|mac-roman"
)
# Names that can be looked up. For others Python would look for a module of that name, and remember each.
_KNOWN = frozenset((*aliases, *aliases.values(), "koi8_u", "koi8_t"))


def unfit(sentence: Phrase, detail: str = "") -> ProbeFailed:
    """Return the failure of an answer that came, but says the wrong thing."""
    return ProbeFailed(ErrorClass.CONTENT, sentence, detail)


def text(body: bytes, content_type: str) -> str:
    """Return ``body`` in the charset that it states, UTF-8 where it states none; damaged signs are marked.

    Raises ``ProbeFailed`` (content) for a charset that we do not know.
    """
    return body.decode(_charset(content_type), "replace")


def parsed(body: bytes, content_type: str) -> Json:
    """Return the JSON value of ``body``; raises ``ProbeFailed`` (content) for anything else.

    NaN, infinities and numbers too large for a float are no JSON numbers.
    """
    charset = _charset(content_type)
    try:
        if charset not in ("utf-8", "ascii"):
            body = body.decode(charset).encode()
        return msgspec.json.decode(body.removeprefix(_BOM))
    except RecursionError:
        raise unfit(phrase("The JSON is nested too deep")) from None
    except UnicodeError as reason:
        raise unfit(phrase("The answer is not in the charset that it states"), str(reason)) from None
    except (msgspec.MsgspecError, ValueError) as reason:
        if not body.strip():
            raise unfit(phrase("The answer is empty where JSON is expected")) from None
        raise unfit(phrase("The answer is not JSON"), f"{reason}: {excerpt(body)}") from None


def excerpt(body: bytes) -> str:
    """Return the beginning of a body as one printable line."""
    return foreign(body[:800].decode("utf-8", "replace"))


def shown(value: Json) -> str:
    """Return a JSON value as a short text for a sentence."""
    if isinstance(value, str):
        return foreign(value, 80) if value else '""'
    if isinstance(value, dict | list):
        return "{…}" if isinstance(value, dict) else "[…]"
    word = {None: "null", True: "true", False: "false"}.get(value) if not _is_number(value) else None
    return word or foreign(repr(value), 80)


def number(value: Json) -> float | None:
    """Return a JSON number as a float, None for anything else and for what no float can hold."""
    if not _is_number(value):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _charset(content_type: str) -> str:
    found = _CHARSET.search(content_type[:1000])
    if found is None:
        return "utf-8"
    word = encodings.normalize_encoding(found[1]).lower()
    name = codecs.lookup(word).name if word in _KNOWN else ""
    if not _CHARSETS.fullmatch(name):
        raise unfit(phrase("Answers in the unknown charset {name}", name=foreign(found[1])))
    return name

"""Outside channels."""

import re
from typing import Any, Final

from app.inventory.entry import plain_text
from app.inventory.entry.explain import bad_name
from app.inventory.entry.fit import fit
from app.inventory.entry.forms import ID
from app.inventory.entry.references import report_twice
from app.inventory.text.nearest import allowed
from app.inventory.text.tree import BROKEN, Spot
from app.model.channel import (
    KINDS,
    AlertmanagerChannel,
    AppriseChannel,
    Channel,
    OutsideChannel,
    WebhookChannel,
)
from app.model.notice import DESKTOP, SOUND
from app.model.phrase import foreign, phrase
from app.model.template import LABEL, NAMES, BadTemplate, template

_RESERVED: Final = frozenset({DESKTOP, SOUND})
_SEVERITIES: Final = ("warning", "critical")
_FORMS: Final[dict[str, type[Channel]]] = {str(kind.__struct_config__.tag): kind for kind in KINDS}
_HTTP: Final = ("https", "http")


class ChannelReader:
    """Reads channels, whose ids are unique over all files."""

    def __init__(self) -> None:
        self._seen: dict[str, Spot] = {}

    def read(self, raw: Any, spot: Spot) -> OutsideChannel | None:
        """Return the channel; whatever is wrong is reported."""
        if raw is BROKEN:
            return None
        kind = _kind(raw, spot)
        channel = fit(raw, kind, spot) if kind is not None else None
        if channel is None:
            return None
        _common(channel, spot)
        self._name(channel.id, spot.at("id"))
        match channel:
            case WebhookChannel():
                _webhook(channel, spot)
            case AppriseChannel():
                plain_text.secret_name(channel.url.secret, spot.at("url", "secret"))
            case AlertmanagerChannel():
                _alertmanager(channel, spot)
            case _:
                return None
        return channel

    def _name(self, name: str, spot: Spot) -> None:
        if name in _RESERVED:
            spot.report(
                "reserved-channel",
                phrase("{id} is the name of a channel of the screen itself", id=name),
                phrase("give another id"),
            )
        elif not re.match(ID, name):
            spot.report("bad-name", *bad_name(name))
        elif name in self._seen:
            report_twice("duplicate-channel", name, spot, self._seen[name])
        self._seen.setdefault(name, spot)


def _kind(raw: Any, spot: Spot) -> type[Channel] | None:
    """Return the form that an entry shall have; one without a kind is read as a webhook, to say all of it."""
    if not isinstance(raw, dict):
        fit(raw, WebhookChannel, spot)
        return None
    if "kind" not in raw:
        words = ", ".join(_FORMS)
        spot.report(
            "missing-key", phrase("{key} is missing", key="kind"), phrase("add kind: {words}", words=words)
        )
        return WebhookChannel
    word = raw["kind"]
    if word is BROKEN:
        return None
    if not isinstance(word, str) or word not in _FORMS:
        spot.at("kind").report(
            "unknown-value",
            phrase("there is no {word}", word=foreign(str(word), 60)),
            allowed(str(word), _FORMS),
        )
        return None
    return _FORMS[word]


def _common(channel: Channel, spot: Spot) -> None:
    if channel.min_severity not in _SEVERITIES:
        spot.at("min_severity").report(
            "unknown-severity",
            phrase("there is no severity {word}", word=foreign(channel.min_severity, 60)),
            allowed(channel.min_severity, _SEVERITIES),
        )
    for key, text in (("title", channel.title), ("body", channel.body)):
        _template(text, spot.at(key))


def _template(text: str, spot: Spot) -> None:
    try:
        template(text)
    except BadTemplate as bad:
        if bad.name:
            wrong = phrase("nothing is called {name} here", name=foreign("{" + bad.name + "}", 60))
            remedy = allowed(bad.name, (*NAMES, f"{LABEL}NAME"))
        else:
            wrong = phrase("a brace stands alone")
            remedy = phrase("write a placeholder such as {name}; a brace itself is doubled", name="{title}")
        spot.report("bad-placeholder", wrong, remedy)


def _webhook(channel: WebhookChannel, spot: Spot) -> None:
    plain_text.url(channel.url, spot.at("url"), _HTTP)
    if channel.secret:
        plain_text.secret_name(channel.secret, spot.at("secret"))


def _alertmanager(channel: AlertmanagerChannel, spot: Spot) -> None:
    for index, url in enumerate(channel.urls):
        plain_text.url(url, spot.at("urls", index), _HTTP)
    plain_text.link(channel.generator_url, spot.at("generator_url"))
    for key, secret in (("password", channel.password), ("token", channel.token)):
        if secret is not None:
            plain_text.secret_name(secret.secret, spot.at(key, "secret"))
    if channel.token is not None and (channel.user or channel.password is not None):
        spot.at("token").report(
            "two-logins",
            phrase("a token and a user are two ways to sign in"),
            phrase("keep one of the two"),
        )

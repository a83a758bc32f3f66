from collections.abc import Callable

import pytest

from app.inventory.secrets import names_in
from app.model.channel import AlertmanagerChannel, AppriseChannel, WebhookChannel
from tests.inventory.conftest import Write

EVERY = """
channels:
  - {kind: webhook, id: hook, url: "https://hooks.example.com/x", secret: hook-key}
  - {kind: apprise, id: c, url: {secret: chat-url}, timeout: 20s, give_up_after: 1h, title: "{id} {title}"}
  - kind: alertmanager
    id: am
    urls: ["http://am1:9093", "http://am2:9093/sub"]
    resend: 30s
    user: noc
    password: {secret: am}
    body: "{cause} in {label.region}, {{as it is}}"
"""


def test_every_kind_is_read(loaded: Write) -> None:
    """Each kind has its own keys beside the common ones, with durations as people write them."""
    found = loaded(EVERY)
    assert found.errors == ()
    assert found.inventory is not None
    hook, chat, manager = found.inventory.channels
    assert isinstance(hook, WebhookChannel)
    assert isinstance(chat, AppriseChannel)
    assert isinstance(manager, AlertmanagerChannel)
    assert (chat.timeout, chat.give_up_after, chat.url.secret) == (20, 3600, "chat-url")
    assert (manager.resend, manager.urls[1]) == (30, "http://am2:9093/sub")
    assert (hook.timeout, hook.give_up_after) == (10, 900)


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        ("kind: apprise, id: a, url: 'slack://token-a/token-b'", "secret-in-plain"),
        ("kind: apprise, id: a, url: {secret: 'slack://token-a'}", "bad-secret-name"),
        ("kind: apprise, id: a", "missing-key"),
        ("kind: apprise, id: a, url: {secret: s}, secret: x", "unknown-key"),
        ("kind: alertmanager, id: a, urls: []", "list-too-short"),
        ("kind: alertmanager, id: a, urls: ['http://u:p4ss@h/']", "password-in-url"),
        ("kind: alertmanager, id: a, urls: [am]", "bad-url"),
        ("kind: alertmanager, id: a, urls: ['http://h/'], resend: 1h 1s", "duration-too-long"),
        ("kind: alertmanager, id: a, urls: ['http://h/'], token: plain", "secret-in-plain"),
        ("kind: alertmanager, id: a, urls: ['http://h/'], token: {secret: t}, user: u", "two-logins"),
        ("kind: alertmanager, id: a, urls: ['http://h/'], generator_url: x", "bad-link"),
        ("kind: webhook, id: a, url: 'http://h/', title: '{titel}'", "bad-placeholder"),
        ("kind: webhook, id: a, url: 'http://h/', body: 'a { b'", "bad-placeholder"),
        ("kind: webhook, id: a, url: 'http://h/', timeout: 1ms", "duration-too-short"),
        ("kind: pager, id: a, url: 'http://h/'", "unknown-value"),
        ("kind: [], id: a, url: 'http://h/'", "unknown-value"),
        ("id: a, url: 'http://h/'", "missing-key"),
    ],
)
def test_a_mistake_is_said_where_it_stands(
    kinds_of: Callable[..., list[tuple[int, str]]], keys: str, kind: str
) -> None:
    """Each mistake of a channel is one error at its line."""
    assert kinds_of(f"channels:\n  - {{{keys}}}\n") == [(2, kind)]


def test_an_address_in_plain_is_not_repeated(loaded: Write) -> None:
    """Who writes the secret itself is told how to set it, without a word of it."""
    (error,) = loaded("channels:\n  - {kind: apprise, id: a, url: 'tgram://123456:abcdef/1'}\n").errors
    assert error.key == "channels[0].url"
    assert "123456" not in error.plain()
    assert "nocwall secret set" in error.plain()


def test_a_wrong_placeholder_names_the_right_ones(loaded: Write) -> None:
    """The remedy has the nearest placeholder and the whole list."""
    (error,) = loaded("channels:\n  - {kind: webhook, id: a, url: 'http://h/', title: '{targt}'}\n").errors
    said = error.plain()
    assert error.key == "channels[0].title"
    assert "{targt}" in said
    assert "did you mean target?" in said
    assert "label.NAME" in said


def test_the_secrets_of_channels_are_known_by_name(loaded: Write) -> None:
    """``nocwall secret list`` shows what a channel of any kind needs."""
    inventory = loaded(EVERY).inventory
    assert inventory is not None
    assert names_in(inventory) == ("am", "chat-url", "hook-key")

import msgspec

from app.model.channel import WebhookChannel
from app.model.incident import Incident
from app.model.phrase import phrase
from app.model.template import NAMES
from app.notify.letter import Letter, letter
from tests.history.builders import at, incident, notice
from tests.notify.channel_parts import TARGET


def written(title: str = "", body: str = "", of: Incident | None = None) -> Letter:
    """Return the letter of a notice by these templates."""
    channel = WebhookChannel(id="ops", url="http://x/", title=title, body=body)
    return letter(channel, notice(), of or incident(), TARGET)


def test_every_placeholder_has_a_value() -> None:
    """All names are known to whoever fills them, and the known ones say what they are called."""
    full = msgspec.structs.replace(incident(owner="Mira"), cause=phrase("it hangs"), closed=at(60))
    body = "|".join(f"{{{name}}}" for name in NAMES)
    values = dict(zip(NAMES, written(body=body, of=full).body.split("|"), strict=True))
    assert values["cause"] == "it hangs"
    assert values["target"] == "Paygrove"
    assert values["owner"] == "Mira"
    assert values["team"] == "Payments"
    assert values["runbook"] == TARGET.runbook
    assert values["age"] == "1 min"
    assert values["severity"] == values["level"] == "critical"
    assert values["kind"] == "problem"
    assert values["since"].startswith("2023-11-1")


def test_foreign_text_is_cut_and_of_one_line() -> None:
    """A value with line breaks, control characters and no end becomes a line; the template's own stay."""
    odd = msgspec.structs.replace(incident(), cause=phrase("{said}", said="a\r\nBcc: x\x1b[0m" + "y" * 5000))
    made = written("{cause}\n", "one\n{cause}", odd)
    assert "\n" not in made.title
    assert made.body.count("\n") == 1
    assert len(made.body) < 1100
    assert "\x1b" not in made.title + made.body

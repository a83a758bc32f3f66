"""Outside channels as the inventory sets them up: by whom else an incident is heard of."""

from typing import Annotated

import msgspec

from app.model.probe import Secret
from app.model.value import Value

TITLE = "{title}"
BODY = "{body}"

Attempt = Annotated[
    float,
    msgspec.Meta(ge=0.5, le=120, extra={"form": "duration"}, description="How long one attempt may take."),
]
Patience = Annotated[
    float,
    msgspec.Meta(
        ge=1,
        le=86_400,
        extra={"form": "duration"},
        description="For how long a notice is tried again; one attempt is made in any case.",
    ),
]
Resend = Annotated[
    float,
    msgspec.Meta(
        ge=1,
        le=3600,
        extra={"form": "duration"},
        description="How often what is open is sent again; it lapses there after four times that.",
    ),
]
Template = Annotated[
    str,
    msgspec.Meta(max_length=4000, description="Text with placeholders in braces; empty: the usual text."),
]
Receivers = Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=16)]


class Channel(Value, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """What all outside channels have in common."""

    id: str
    min_severity: str = "warning"  # or "critical"
    timeout: Attempt = 10.0
    give_up_after: Patience = 900.0
    title: Template = ""
    body: Template = ""

    @property
    def kind(self) -> str:
        """The word by which the inventory calls such a channel."""
        return str(self.__struct_config__.tag)


class WebhookChannel(Channel, frozen=True, kw_only=True, tag="webhook", forbid_unknown_fields=True):
    """Told problems and recoveries as JSON by POST."""

    url: str
    secret: str = ""  # name of the secret that signs the body, if any


class AppriseChannel(Channel, frozen=True, kw_only=True, tag="apprise", forbid_unknown_fields=True):
    """A service that Apprise knows: e-mail, Slack, Teams, Telegram, PagerDuty, ntfy and many others."""

    url: Secret  # the whole address; it is nearly always a password


class AlertmanagerChannel(Channel, frozen=True, kw_only=True, tag="alertmanager", forbid_unknown_fields=True):
    """One alert an incident, pushed to each of these Alertmanagers and kept alive while it is open."""

    urls: Receivers
    resend: Resend = 60.0
    generator_url: str = ""
    user: str = ""
    password: Secret | None = None
    token: Secret | None = None


OutsideChannel = WebhookChannel | AppriseChannel | AlertmanagerChannel
KINDS: tuple[type[Channel], ...] = (WebhookChannel, AppriseChannel, AlertmanagerChannel)

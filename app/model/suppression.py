"""Why an alert is not told: somebody or something asked for silence."""

import enum

from app.model.clock import Moment
from app.model.value import Value


class SuppressionKind(enum.StrEnum):
    """Who asks for silence."""

    SILENCE = "silence"
    MAINTENANCE = "maintenance"
    INHIBITED = "inhibited"


class Suppression(Value, frozen=True, kw_only=True):
    """What keeps an alert from being told. It is decided per alert, never stops measuring, never an end."""

    kind: SuppressionKind
    by: str  # "S-3", a window's id or name, the check whose alert inhibits
    who: str = ""  # author; empty for an inhibition
    reason: str = ""
    until: Moment | None = None  # None: as long as its cause lasts

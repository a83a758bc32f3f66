"""Which alerts become one incident."""

from app.model.matcher import Matcher
from app.model.value import Value

REOPEN_WITHIN = 600.0  # seconds


class Grouping(Value, frozen=True, kw_only=True):
    """Alerts that match and have these labels in common become one incident.

    ``by``: names of labels (see ``app.model.matcher``), ``label:NAME`` for one of the target's own.
    ``within``: seconds after the newest alert joined in which another one may; None: as long as it is open.
    """

    match: tuple[Matcher, ...] = ()  # all must match; none: any alert
    by: tuple[str, ...] = ("target",)
    within: float | None = None

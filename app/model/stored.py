"""What the store holds of the books at one moment."""

from app.model.alert import Alert
from app.model.incident import Incident
from app.model.value import Value


class Stored(Value, frozen=True, kw_only=True):
    """Alerts that are not inactive, incidents that are open, and the newest event of that moment."""

    alerts: tuple[Alert, ...] = ()
    incidents: tuple[Incident, ...] = ()
    newest: int = 0

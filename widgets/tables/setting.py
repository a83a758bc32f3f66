"""How somebody has arranged a table; kept with the preferences."""

from app.model.value import Value


class Setting(Value, frozen=True, kw_only=True):
    """Columns, order and search of one table. ``hidden`` None: as they are at first."""

    widths: dict[str, int] = {}
    hidden: tuple[str, ...] | None = None
    sort: str = ""
    descending: bool = False
    search: str = ""

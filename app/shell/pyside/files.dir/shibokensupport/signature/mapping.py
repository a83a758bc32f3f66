"""Types by their names in texts; see app.shell.pyside. The library evaluates such texts among our names."""

from app.shell.pyside.late import mapping


def update_mapping() -> None:
    """Have them all here, before a text is evaluated."""
    globals().update(mapping())

"""What is wrong in an inventory file, and what to do about it."""

from app.model.phrase import Phrase
from app.model.value import Value


class InventoryError(Value, frozen=True, kw_only=True):
    """One error: ``FILE:LINE:COLUMN: key: what is wrong: remedy``. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    key: str  # as targets[3].checks[0].probe.port
    wrong: Phrase
    remedy: Phrase
    kind: str  # a short stable name of the kind of error, as "unknown-key"

    def plain(self) -> str:
        """Return the error as one line."""
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.key}: {self.wrong.plain()}: {self.remedy.plain()}"

"""A check that asks nothing: its rules judge other checks."""

from typing import ClassVar

from app.model.probe import Context, Probe, Reading


class Nothing(Probe, frozen=True, kw_only=True, tag="none"):
    """Nothing is asked: for a check whose rules of kind ``composite`` judge others."""

    example: ClassVar[dict[str, object]] = {}
    timed: ClassVar[bool] = False
    local: ClassVar[bool] = True
    asks: ClassVar[bool] = False

    @property
    def address(self) -> str:
        """What people read in the place of an address."""
        return "other checks"

    async def run(self, ctx: Context) -> Reading:  # noqa: ARG002 - it needs nothing
        """Return nothing."""
        return Reading()

"""The sections about what becomes one incident, as they stand in the file."""

from typing import Annotated

import msgspec

from app.model.value import Value

Within = Annotated[float, msgspec.Meta(gt=0, le=86_400, extra={"form": "duration"})]
ReopenWithin = Annotated[float, msgspec.Meta(ge=0, le=86_400, extra={"form": "duration"})]


class GroupingForm(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Alerts that match and have these things in common are one incident; the first that matches counts."""

    by: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=8)]
    match: str | tuple[str, ...] = ()
    within: Within | None = None

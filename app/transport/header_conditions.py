"""What the headers of an answer must say."""

from typing import Annotated

import msgspec

from app.model.phrase import Phrase, foreign, phrase
from app.model.value import Value
from app.transport.answer_text import unfit
from app.transport.http_values import Answer
from app.transport.json_conditions import Found, Pattern
from app.transport.patterns import checked

HeaderName = Annotated[str, msgspec.Meta(pattern=r"^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$")]


class HeaderCondition(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A condition on a header of the answer; a header that came several times is joined by commas."""

    name: HeaderName
    exists: bool = True  # false: the header must not be there
    equals: str | None = None
    matches: Pattern = ""
    not_matches: Pattern = ""

    def __post_init__(self) -> None:
        """Refuse what contradicts itself, and patterns that are none."""
        if not self.exists and (self.equals is not None or self.matches or self.not_matches):
            raise ValueError(f"the header {self.name} cannot be absent and have a value")
        for pattern in (self.matches, self.not_matches):
            checked(pattern)


async def demand_headers(answer: Answer, conditions: tuple[HeaderCondition, ...], found: Found) -> None:
    """Raise ``ProbeFailed`` (content) for the first condition that does not hold."""
    for condition in conditions:
        broken = await _broken(answer, condition, found)
        if broken is not None:
            raise unfit(broken, broken.plain())


async def _broken(answer: Answer, condition: HeaderCondition, found: Found) -> Phrase | None:
    key, name = condition.name.lower().encode(), condition.name
    there = any(field == key for field, _ in answer.headers)
    if there is not condition.exists:
        if there:
            return phrase("The answer has the header {name}, though it should not", name=name)
        return phrase("The answer has no header {name}", name=name)
    value = answer.header(key)
    shown = foreign(value, 80)
    if condition.equals is not None and value.strip() != condition.equals:
        expected = foreign(condition.equals, 80)
        return phrase(
            "The header {name} is {value} instead of {expected}", name=name, value=shown, expected=expected
        )
    if condition.matches and not await found(condition.matches, value):
        pattern = foreign(condition.matches, 80)
        return phrase(
            "The header {name} is {value}, which does not match {pattern}",
            name=name,
            value=shown,
            pattern=pattern,
        )
    if condition.not_matches and await found(condition.not_matches, value):
        pattern = foreign(condition.not_matches, 80)
        return phrase(
            "The header {name} is {value}, which matches {pattern}", name=name, value=shown, pattern=pattern
        )
    return None

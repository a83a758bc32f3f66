"""Judges an answer over HTTP: what must be so, and what is measured from it."""

import functools
from typing import Literal

from app.model.phrase import foreign, phrase
from app.model.probe import Context, ProbeFailed
from app.model.quantity import Unit, quantity
from app.model.state import ErrorClass
from app.model.value import Value
from app.transport.answer_text import excerpt, parsed, text, unfit
from app.transport.header_conditions import HeaderCondition, demand_headers
from app.transport.http_values import Answer
from app.transport.json_conditions import Condition, Extract, demand, extracted, provider_code
from app.transport.patterns import Matcher
from app.transport.status_set import StatusSet

HttpVersion = Literal["1.0", "1.1", "2"]

_AUTH = (401, 407)
_FORBIDDEN = 403
_EMPTY = phrase("The answer is empty")


class Demands(Value, frozen=True, kw_only=True):
    """What an answer must be. Sizes in bytes after unpacking; no version: any is good."""

    status: tuple[int | str, ...] = ("200-299",)
    headers: tuple[HeaderCondition, ...] = ()
    min_size: int = 0
    max_size: int | None = None
    versions: tuple[HttpVersion, ...] = ()
    body_match: tuple[str, ...] = ()
    body_not_match: tuple[str, ...] = ()
    json: tuple[Condition, ...] = ()
    extract: tuple[Extract, ...] = ()


def judge_of(demands: Demands) -> "Judge":
    """Return who judges by these demands; most checks demand the same, and share one."""
    try:
        return _kept(demands)
    except TypeError:  # a condition that compares with a list cannot be looked up
        return Judge(demands)


@functools.lru_cache(1000)
def _kept(demands: Demands) -> "Judge":
    return Judge(demands)


class Judge:
    """Judges by the same demands again and again."""

    def __init__(self, demands: Demands) -> None:
        self._demands = demands
        self._status = StatusSet(demands.status)
        self._status_alone = demands == Demands(status=demands.status)

    async def values(self, ctx: Context, answer: Answer) -> dict[str, float]:
        """Return what is extracted from a good answer; raises ``ProbeFailed`` for any other."""
        if answer.status not in self._status:
            raise self._wrong_status(answer)
        if self._status_alone:
            return {}
        demands = self._demands
        _right_version(answer, demands.versions)
        _right_size(len(answer.content), demands.min_size, demands.max_size)
        matcher = await ctx.shared(Matcher)
        if demands.headers:
            await demand_headers(answer, demands.headers, matcher.found)
        if demands.body_match or demands.body_not_match:
            await self._match(matcher, answer)
        if not demands.json and not demands.extract:
            return {}
        said = parsed(answer.content, answer.header(b"content-type"))
        await demand(said, demands.json, answer.status, matcher.found)
        return extracted(said, demands.extract)

    async def _match(self, matcher: Matcher, answer: Answer) -> None:
        body = answer.content
        content = text(body, answer.header(b"content-type"))
        for pattern in self._demands.body_match:
            if not await matcher.found(pattern, content):
                sentence = phrase("The answer does not hold {pattern}", pattern=foreign(pattern, 80))
                raise unfit(_EMPTY if not body.strip() else sentence, excerpt(body))
        for pattern in self._demands.body_not_match:
            if await matcher.found(pattern, content):
                sentence = phrase("The answer holds {pattern}", pattern=foreign(pattern, 80))
                raise unfit(sentence, excerpt(body))

    def _wrong_status(self, answer: Answer) -> ProbeFailed:
        status, wanted = str(answer.status), str(self._status)
        detail = excerpt(answer.content)
        if answer.status in _AUTH:
            return ProbeFailed(
                ErrorClass.AUTH, phrase("Refuses our credentials ({status})", status=status), detail
            )
        if answer.status == _FORBIDDEN:
            return ProbeFailed(ErrorClass.BLOCKED, phrase("Blocks us ({status})", status=status), detail)
        code = self._code(answer)
        if code:
            sentence = phrase(
                "Answers {status} instead of {wanted}, error {code}", status=status, wanted=wanted, code=code
            )
        else:
            sentence = phrase("Answers {status} instead of {wanted}", status=status, wanted=wanted)
        return ProbeFailed(ErrorClass.STATUS, sentence, detail)

    def _code(self, answer: Answer) -> str:
        if not self._demands.json:
            return ""
        try:
            return provider_code(parsed(answer.content, ""), self._demands.json)
        except ProbeFailed:
            return ""


def _right_version(answer: Answer, versions: tuple[HttpVersion, ...]) -> None:
    spoken = answer.version
    if versions and spoken not in versions:
        wanted = ", ".join(versions)
        raise unfit(phrase("Speaks HTTP/{spoken} instead of {wanted}", spoken=spoken, wanted=wanted))


def _right_size(size: int, least: int, most: int | None) -> None:
    if size < least:
        told = quantity(size, Unit.BYTES)
        limit = quantity(least, Unit.BYTES)
        raise unfit(
            phrase("The body has {size}, less than {limit}", size=told, limit=limit) if size else _EMPTY
        )
    if most is not None and size > most:
        told, limit = quantity(size, Unit.BYTES), quantity(most, Unit.BYTES)
        raise unfit(phrase("The body has {size}, more than {limit}", size=told, limit=limit))

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.verdict import Level
from app.transport.beats.report import NUMBERS, Report, report
from app.transport.beats.request import Refused, Request


def said(body: bytes = b"", query: str = "") -> Report:
    return report(Request(method="POST", path="/beat/a", query=query, headers={}, body=body))


@pytest.mark.parametrize(
    ("body", "query", "found"),
    [
        (b"", "", Report()),
        (b"status=warning&message=half+full", "", Report(Level.WARNING, "half full")),
        (b'{"status": "fail", "message": "no disk", "numbers": {"rows": 12, "took": 1.5}}', "",
         Report(Level.CRITICAL, "no disk", {"rows": 12.0, "took": 1.5})),
        (b"", "status=critical&message=x%C3%A9", Report(Level.CRITICAL, "xé")),
        (b"status=ok", "status=fail&message=q", Report(Level.GOOD, "q")),
        (b"numbers=%7B%22rows%22%3A3%7D", "", Report(numbers={"rows": 3.0})),
        (b"message=a%0D%0Ab%1B%5B31m", "", Report(message="a b[31m")),
    ],
)  # fmt: skip
def test_reports_come_as_form_json_or_query(body: bytes, query: str, found: Report) -> None:
    """Nothing at all is ok; the body goes before the query; texts are cleaned."""
    assert said(body, query) == found


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"status=great", "Status is one of"),
        (b'{"status": 1}', "Status is one of"),
        (b'{"status": ["ok"]}', "Status is one of"),
        (b'{"state": "ok"}', "Nothing is called state"),
        (b'{"status": "ok"', "not a JSON object"),
        (b"{" + b'"a":{' * 500, "not a JSON object"),
        (b'{"numbers": [1]}', "Numbers are an object"),
        (b'{"numbers": {"a": "1"}}', "A is not a number"),
        (b'{"numbers": {"a": true}}', "A is not a number"),
        (b'{"numbers": {"a": 1e999}}', "number"),
        (b'{"numbers": {"a": NaN}}', "not a JSON object"),
        (b'{"message": 1}', "Message is a text"),
        (b"just words", "The form is"),
        (b"\xff\xfe", "not UTF-8"),
        (b"numbers=12", "not a JSON object"),
    ],
)
def test_a_wrong_report_is_explained(body: bytes, words: str) -> None:
    """What cannot be understood is refused with a sentence and never taken as ok."""
    with pytest.raises(Refused) as caught:
        said(body)
    assert caught.value.answer.status == 400
    assert words in caught.value.answer.text or "JSON" in caught.value.answer.text


def test_many_numbers_are_refused() -> None:
    """There is a number of numbers beyond which nobody looks."""
    inner = ",".join(f'"n{i}":1' for i in range(NUMBERS + 1))
    with pytest.raises(Refused):
        said(f'{{"numbers":{{{inner}}}}}'.encode())
    with pytest.raises(Refused):
        said(b'{"numbers":{"a":' + b"9" * 400 + b"}}")


@given(st.binary(max_size=200), st.text(max_size=50))
def test_no_report_is_too_odd(body: bytes, query: str) -> None:
    """Nothing but ``Refused`` is raised."""
    try:
        found = said(body, query)
    except Refused:
        return
    assert found.level in (Level.GOOD, Level.WARNING, Level.CRITICAL)

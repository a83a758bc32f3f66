import contextlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.template import NAMES, BadTemplate, template


def test_placeholders_are_filled_and_braces_doubled() -> None:
    """A name becomes its value, a label that is not there nothing, and doubled braces are braces."""
    made = template("{{{title}}} in {label.region}{label.none}: {cause}")
    assert made.filled({"title": "T", "label.region": "eu", "cause": "{level}"}) == "{T} in eu: {level}"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{titel}", "titel"),
        ("{title.__class__}", "title.__class__"),
        ("{0}", "0"),
        ("{title!r}", "title!r"),
        ("{title:>99999999}", "title:>99999999"),
        ("{label.}", "label."),
        ("{}", " "),
        ("a } b", ""),
        ("a { b", ""),
        ("{a{b}", ""),
    ],
)
def test_nothing_else_is_looked_up(text: str, name: str) -> None:
    """Attributes, indexes, forms and unknown names are no placeholders, and say which they are."""
    with pytest.raises(BadTemplate) as caught:
        template(text)
    assert caught.value.name == name


@given(st.text(st.sampled_from(string.printable)), st.sampled_from(NAMES))
def test_values_are_never_read_as_templates(value: str, name: str) -> None:
    """Whatever a value holds, it stands in the text as it is."""
    assert template(f"<{{{name}}}>").filled({name: value}) == f"<{value}>"


@given(st.text())
def test_any_text_is_a_template_or_refused(text: str) -> None:
    """No text breaks the reader, and one with its braces doubled always stands for itself."""
    with contextlib.suppress(BadTemplate):
        template(text)
    assert template(text.replace("{", "{{").replace("}", "}}")).filled({}) == text

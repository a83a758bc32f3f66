from hypothesis import given
from hypothesis import strategies as st

from app.transport.plugin_output import said


def test_one_line_with_numbers() -> None:
    """The text before the bar is for people, what follows it is numbers."""
    found = said(b"OK - load average: 0.01 | load1=0.010;5;10;0; load5=0.3\n")
    assert found.line == "OK - load average: 0.01"
    assert [figure.label for figure in found.figures] == ["load1", "load5"]
    assert found.more == found.unread == ""


def test_many_lines_as_the_guidelines_have_them() -> None:
    """Long text goes to the next bar; from there on everything is numbers."""
    found = said(
        b"DISK OK - free space: / 3326 MB (56%); | /=2643MB;5948;5958;0;5968\n"
        b"/ 15272 MB (77%);\n"
        b"/boot 68 MB (69%); | /boot=68MB;88;93;0;98\n"
        b"/home=69357MB;253404;253409;0;253414\n"
    )
    assert found.line == "DISK OK - free space: / 3326 MB (56%);"
    assert found.more == "/ 15272 MB (77%);\n/boot 68 MB (69%);"
    assert [figure.label for figure in found.figures] == ["/", "/boot", "/home"]


def test_nothing_and_bytes_that_are_no_text() -> None:
    """An empty output and invalid UTF-8 are read as what can be seen of them."""
    assert said(b"") == ("", "", (), "")
    assert said(b"\n\nOK\r\n").line == "OK"
    assert said(b"caf\xe9 \x00 | a=1").line == "caf\N{REPLACEMENT CHARACTER} \N{REPLACEMENT CHARACTER}"


@given(st.binary(max_size=300))
def test_no_output_is_too_odd(output: bytes) -> None:
    """Nothing raises, and the sentence is one line."""
    assert "\n" not in said(output).line

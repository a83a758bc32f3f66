from app.transport.message_template import template_of


def test_lines_that_differ_in_values_are_one_error() -> None:
    """Times, ids, addresses, amounts and quoted names do not make a new error."""
    first = "2026-11-23T06:14:22Z ERROR debit failed for player 88213 at 10.0.0.7:5432 after 2000 ms"
    second = "2026-11-23T07:15:01.250Z ERROR debit failed for player 99 at 10.0.0.9:5432 after 31 ms"
    assert template_of(first) == template_of(second)


def test_lines_that_say_something_else_are_another_error() -> None:
    """Different words stay different."""
    assert template_of("ERROR debit failed for player 1") != template_of("ERROR credit failed for player 1")


def test_a_template_is_short_and_clean() -> None:
    """Foreign lines become one printable line with a limit."""
    line = template_of("ERROR \x1b[31mred\x1b[0m\t" + "word " * 200)
    assert line.isprintable()
    assert len(line) <= 140

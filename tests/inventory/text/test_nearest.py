from app.inventory.text.nearest import allowed, nearest


def test_slips() -> None:
    """A slip of the finger is recognised, also with the other dash or in capitals; a foreign word is not."""
    known = ["interval", "retry_interval", "timeout"]
    assert nearest("intervall", known) == "interval"
    assert nearest("Retry-Interval", known) == "retry_interval"
    assert nearest("colour", known) is None
    assert nearest("x" * 100_000, known) is None


def test_all_words_are_named() -> None:
    """The remedy names the nearest word and all others."""
    assert allowed("timout", ["timeout", "name"]).plain() == "did you mean timeout? allowed: timeout, name"
    assert allowed("qqq", ["timeout", "name"]).plain() == "allowed: timeout, name"

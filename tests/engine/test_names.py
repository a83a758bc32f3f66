from app.engine.names import Names


def test_one_name_that_fails_is_no_outage_while_the_servers_serve() -> None:
    """A domain whose own servers are broken is its own incident."""
    names = Names()
    names.hear("a/x", "a.example", failed=True)
    assert not names.have_failed()
    names.hear_servers(1.0, serving=True)
    assert not names.have_failed()
    assert names.asked_since(1.0)
    assert not names.asked_since(1.1)


def test_servers_that_do_not_serve_are_an_outage_for_one_check_already() -> None:
    """Nobody needs to wait for a second check to fail."""
    names = Names()
    names.hear_servers(1.0, serving=False)
    assert not names.have_failed(), "nobody is hurt"
    names.hear("a/x", "a.example", failed=True)
    assert names.have_failed()
    assert list(names.affected) == ["a/x"]
    assert names.hear_servers(2.0, serving=True), "they serve again"
    assert not names.have_failed()
    assert names.proved


def test_many_different_names_are_an_outage_whatever_the_root_says() -> None:
    """A server that answers from its memory and finds nothing new serves nobody."""
    names = Names()
    names.hear_servers(1.0, serving=True)
    for number, host in enumerate(("a.example", "a.example", "b.example")):
        names.hear(f"t{number}/x", host, failed=True)
    assert not names.have_failed()
    names.hear("t9/x", "c.example", failed=True)
    assert names.have_failed()
    assert not names.proved
    names.hear("t9/x", "c.example", failed=False)
    assert not names.have_failed()
    assert names.proved


def test_checks_that_are_gone_hurt_nobody() -> None:
    """A new inventory without the names ends the outage, but proves nothing."""
    names = Names()
    names.hear_servers(1.0, serving=False)
    names.hear("a/x", "a.example", failed=True)
    names.keep({"b/x"})
    assert not names.have_failed()
    assert not names.proved

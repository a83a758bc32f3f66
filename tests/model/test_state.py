from app.model.state import EXIT_CODE, STATE_OF_ERROR, ErrorClass, State, worst


def test_every_error_class_has_a_state() -> None:
    """The table from class to state is whole; only what proves nothing is UNKNOWN, or not due yet."""
    assert set(STATE_OF_ERROR) == set(ErrorClass)
    unknown = {error.value for error, state in STATE_OF_ERROR.items() if state is State.UNKNOWN}
    assert unknown == {"credential", "permission", "internal", "late", "cut-off"}
    pending = [error.value for error, state in STATE_OF_ERROR.items() if state is State.PENDING]
    assert pending == ["waiting"]


def test_nothing_is_not_good() -> None:
    """The worst of no states is PENDING, not OK."""
    assert worst([]) is State.PENDING


def test_unknown_is_worse_than_warning() -> None:
    """What nobody has proved may be an outage."""
    assert worst([State.OK, State.WARNING, State.UNKNOWN]) is State.UNKNOWN


def test_exit_codes_follow_the_plugin_convention() -> None:
    """0, 1, 2, 3 stand for OK, WARNING, CRITICAL, UNKNOWN."""
    states = (State.OK, State.WARNING, State.CRITICAL, State.UNKNOWN)
    assert [EXIT_CODE[state] for state in states] == [0, 1, 2, 3]

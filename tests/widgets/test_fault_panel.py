"""The fault panel of the demo."""

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from widgets.fault_panel import FaultPanel, Service

SERVICES = (
    Service(id="kestrin", name="Kestrin Live", faults=("hang", "slow")),
    Service(id="paygrove", name="Paygrove <b>", faults=("refuse",), active="refuse"),
)


def button(panel: FaultPanel, name: str) -> QPushButton:
    return next(b for b in panel.findChildren(QPushButton) if name in (b.accessibleName(), b.text()))


def test_a_switch_tells_service_and_fault(qtbot: QtBot) -> None:
    """Break wishes the chosen fault, Mend wishes its end."""
    panel = FaultPanel({"hang": "never answers"})
    qtbot.addWidget(panel)
    panel.show_services(SERVICES)
    with qtbot.waitSignal(panel.fault_wished) as told:
        button(panel, "Break Kestrin Live").click()
    assert told.args == ["kestrin", "hang"]
    with qtbot.waitSignal(panel.clear_wished) as told:
        button(panel, "Mend Paygrove <b>").click()
    assert told.args == ["paygrove"]
    with qtbot.waitSignal(panel.clear_wished) as told:
        button(panel, "Mend everything").click()
    assert told.args == [""]


def test_what_works_cannot_be_mended(qtbot: QtBot) -> None:
    """Mend is offered only where something is broken, and follows the state."""
    panel = FaultPanel()
    qtbot.addWidget(panel)
    panel.show_services(SERVICES)
    assert not button(panel, "Mend Kestrin Live").isEnabled()
    assert button(panel, "Mend Paygrove <b>").isEnabled()
    kept = button(panel, "Mend Paygrove <b>")
    panel.show_services((SERVICES[0], Service(id="paygrove", name="Paygrove <b>", faults=("refuse",))))
    assert button(panel, "Mend Paygrove <b>") is kept
    assert not kept.isEnabled()

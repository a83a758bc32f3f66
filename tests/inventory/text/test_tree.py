from app.inventory.text.parse import parse
from app.inventory.text.tree import Spot
from app.model.phrase import phrase


def test_report() -> None:
    """An error carries file, place, path, what is wrong and the remedy, in one line."""
    document = parse("my.yaml", "targets:\n  - id: a\n")
    Spot(document).at("targets", 0, "id").report("kind", phrase("it is wrong"), phrase("mend it"))
    assert document.errors[0].plain() == "my.yaml:2:9: targets[0].id: it is wrong: mend it"

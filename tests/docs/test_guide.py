"""What the documents say is so."""

import asyncio
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.commands import COMMANDS
from app.inventory.load import load
from app.inventory.secrets import variable_of
from app.model.probe import ProbeFailed
from app.shell.window.keys import KEYS
from app.transport.pings import SETTING
from probes import kinds

ROOT = Path(__file__).parent.parent.parent
DOCS = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"]
GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")


def test_the_guide_names_every_key() -> None:
    """Each key of the wall stands in the guide with what it does."""
    missing = [
        key.text
        for key in KEYS
        if f"| {' '.join(f'`{each}`' for each in key.keys)} | {key.text}" not in GUIDE
    ]
    assert not missing


def test_the_guide_names_every_probe_kind() -> None:
    """Each probe kind stands in the guide with a link into the reference."""
    assert all(f"[{tag}](reference.md#{tag})" in GUIDE for tag in _tags())


def test_the_inventories_in_documents_are_good(tmp_path: Path) -> None:
    """Each inventory in a document loads without an error."""
    found = [
        block
        for page in DOCS
        for block in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        if re.search(r"^(targets|channels):", block, re.MULTILINE)
    ]
    assert len(found) >= 3
    for number, block in enumerate(found):
        file = tmp_path / f"{number}.yaml"
        file.write_text(block.replace("depends_on: [edge-1]", "labels: {}"), encoding="utf-8")
        assert [error for error in load([file], kinds()).errors if error.kind != "nothing-watched"] == []


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Each link to another document leads to one, and to a heading where it names one."""
    for name, heading in re.findall(r"\]\(([^)#:]*\.md)(?:#([^)]*))?\)", page.read_text(encoding="utf-8")):
        file = page.parent / name
        assert file.exists(), name
        assert not heading or f"# {heading}\n" in file.read_text(encoding="utf-8"), heading


def test_the_guide_says_what_the_program_does() -> None:
    """Commands, the variable of a secret and the setting for pings are the program's own."""
    words = set(re.findall(r"nocwall ([a-z]+)", GUIDE))
    assert words <= set(COMMANDS)
    assert variable_of("wallet-db") in GUIDE
    assert SETTING in GUIDE


def test_the_ten_lines_of_a_probe_kind_work(tmp_path: Path) -> None:
    """The example of a further probe kind is a probe: its example decodes, and it tells what it finds."""
    code = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "architecture.md").read_text(), re.DOTALL)[0]
    space: dict[str, Any] = {"__name__": "probes.pipe"}
    exec(compile(code, "pipe", "exec"), space)
    kind = space["Pipe"]
    probe = msgspec.convert({**kind.example, "kind": "pipe"}, kind)
    assert probe.address == "/run/app.sock"
    with pytest.raises(ProbeFailed, match="There is no socket"):
        asyncio.run(msgspec.structs.replace(probe, path=str(tmp_path / "none")).run(None))


def _tags() -> list[str]:
    return [str(kind.__struct_config__.tag) for kind in kinds()]

"""The catalogue for translators holds every text that people read."""

import ast
import string
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import catalogue

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def texts() -> dict[str, set[str]]:
    return catalogue.texts()


def test_each_kind_of_text_is_found(texts: dict[str, set[str]]) -> None:
    """Texts of widgets, dialogs, tables of keys, sentences of the engine and titles of metrics are there."""
    for text in (
        "Who has it",
        "Stop watching?",
        "Check everything now",
        "{count} incidents need someone",
        "Response time",
        "{name} refuses connections",
        "Connection refused",
    ):
        assert text in texts


def test_holes_have_names(texts: dict[str, set[str]]) -> None:
    """Every hole has a name and no format, so that a translation may put values in another order."""
    found = {
        (text, *hole[1:]) for text in texts for hole in string.Formatter().parse(text) if hole[1] is not None
    }
    assert not {hole for hole in found if not str(hole[1]).isidentifier() or hole[2] or hole[3]}


def test_calls_without_a_literal_give_their_module_away() -> None:
    """Where a call is given a name, its module's sentences are taken, its docstrings are not."""
    source = (
        '"""Docstring of it."""\nTABLE = {"a": "{name} is gone"}\nphrase(TABLE["a"])\nX = f"Not {this}"\n'
    )
    assert set(catalogue._of_module(ast.parse(source))) == {"{name} is gone"}
    assert set(catalogue._of_module(ast.parse('tr("A" if x else "B")\ny = "Other words"'))) == {"A", "B"}


def test_linguist_takes_the_catalogue(tmp_path: Path) -> None:
    """The file is of the form that Qt's translation tools read."""
    file = tmp_path / "nocwall.ts"
    words = [sys.executable, str(ROOT / "packaging" / "catalogue.py"), str(file)]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    sources = [element.text for element in ET.parse(file).iter("source")]
    assert len(sources) == len(set(sources)) > 300
    assert str(len(sources)) in said

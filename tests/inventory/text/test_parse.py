import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.inventory.text.parse import parse
from app.inventory.text.tree import Document, Place, Spot


def kinds(document: Document) -> list[tuple[int, int, str]]:
    return [(error.line, error.column, error.kind) for error in document.errors]


def test_plain_data() -> None:
    """Mappings, lists, texts, numbers and aliases come out as plain data."""
    document = parse("f", "a: &x [1, 'no', no, \"2\"]\nb: {c: *x, d: !!str 5}\n")
    assert document.root == {"a": [1, "no", "no", "2"], "b": {"c": [1, "no", "no", "2"], "d": "5"}}
    assert document.errors == []


def test_places() -> None:
    """Every key and value knows its line and column, counted from 1."""
    spot = Spot(parse("f", "a:\n  - é: 1\n    bb: [x, yy]\n"))
    assert spot.at("a", 0, "é").place(key=True) == Place(2, 5)
    assert spot.at("a", 0, "é").place() == Place(2, 8)
    assert spot.at("a", 0, "bb", 1).place() == Place(3, 13)
    assert spot.at("a", 0, "bb", 1).name == "a[0].bb[1]"
    assert spot.at("a", 0, "absent", 7).place() == Place(2, 5)


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("a: 1\nb: 2\na: 3\n", [(3, 1, "duplicate-key")]),
        ("a: {b: 1, b: 2}\n", [(1, 11, "duplicate-key")]),
        ("a:\nb: 1\n", [(1, 1, "empty-value")]),
        ("a:\n  -\n  - 1\n", [(2, 4, "empty-value")]),
        ("a: !foo 1\n", [(1, 4, "tag")]),
        ("a: !!python/object {}\n", [(1, 4, "tag")]),
        ("a: .nan\n", [(1, 4, "not-finite")]),
        ("? [a]\n: 1\n", [(1, 3, "key-not-text")]),
        ("'': 1\n", [(1, 1, "key-not-text")]),
        ("a: *b\n", [(1, 4, "unknown-alias")]),
        ("a: &b [*b]\n", [(1, 8, "alias-loop")]),
        ("<<: {a: 1}\n", [(1, 1, "merge-key")]),
        ("a: [1\nb: 2\n", [(2, 2, "syntax")]),
        ("a: 'x\n", [(2, 1, "syntax")]),
        ("a: 1\n b: 2\n", [(2, 3, "syntax")]),
        ("a: 1\n---\nb: 1\n", [(2, 1, "several-documents")]),
        ("", [(1, 1, "empty-file")]),
        ("# nothing\n", [(1, 1, "empty-file")]),
        ("---\n...\n", [(1, 1, "empty-file")]),
        ("null\n", [(1, 1, "empty-file")]),
    ],
)
def test_what_is_wrong_as_yaml(text: str, errors: list[tuple[int, int, str]]) -> None:
    """Each thing that is wrong with the text itself is named at its place."""
    assert kinds(parse("f", text)) == errors


def test_reading_goes_on_after_an_error() -> None:
    """One error does not hide the next one, and the first of two equal keys counts."""
    document = parse("f", "a: 1\na: 2\nb: !x 3\nc: .inf\nd: 4\n")
    assert [kind for _, _, kind in kinds(document)] == ["duplicate-key", "tag", "not-finite"]
    assert document.root["a"] == 1
    assert document.root["d"] == 4


def test_depth() -> None:
    """Nesting without end is refused at its 33rd level, not followed."""
    assert [kind for _, _, kind in kinds(parse("f", "[" * 200_000))] == ["too-deep"]
    assert parse("f", "[" * 32 + "]" * 32).errors == []


def test_aliases() -> None:
    """A thousand aliases pass, one more is refused, and so is a bomb of few ones."""
    good = "a: &x 1\nb: [" + "*x, " * 1000 + "]\n"
    assert parse("f", good).errors == []
    assert [kind for _, _, kind in kinds(parse("f", good.replace("[", "[*x, ")))] == ["too-many-aliases"]
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
    )
    assert [kind for _, _, kind in kinds(parse("f", bomb))] == ["too-many-aliases"]


def test_null_is_a_word() -> None:
    """The word null is a value, for those few settings that know it; nothing written is not."""
    assert parse("f", "a: null\nb: [~]\n").root == {"a": None, "b": [None]}


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#?, \n%@`~<0.", max_size=80))
def test_any_text(text: str) -> None:
    """Any text gives a document or errors, each at a place within the text."""
    document = parse("f", text)
    lines = text.count("\n") + 1
    assert all(1 <= error.line <= lines and error.column >= 1 for error in document.errors)

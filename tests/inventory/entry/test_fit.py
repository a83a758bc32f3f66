from typing import Annotated, Any, Literal

import msgspec
import pytest

from app.inventory.entry.fit import fit, salvage
from app.inventory.text.tree import Document, Spot
from app.model.probe import Duration, Secret
from app.model.value import Value


class Part(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    wait: Duration = 1.0
    depth: Annotated[int, msgspec.Meta(ge=1)] = 1


class Inner(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str = ""

    def __post_init__(self) -> None:
        if self.name == "odd":
            raise ValueError("it is odd")


class Whole(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str = ""
    mode: Literal["fast", "slow"] = "fast"
    key: str | Secret = ""
    part: Part | None = None
    parts: tuple[Part, ...] = ()
    inner: tuple[Inner, ...] = ()
    waits: dict[str, Duration] = {}
    status: tuple[int | str, ...] = ()
    flag: bool | None = None
    version: Literal["1.0", "1.2", "2"] | None = None
    versions: tuple[Literal["1.0", "1.2", "2"], ...] = ()

    def __post_init__(self) -> None:
        if self.name == "odd":
            raise ValueError("it is odd")


def kinds(value: Any) -> list[tuple[str, str]]:
    document = Document("f")
    found = fit(value, Whole, Spot(document))
    assert (found is None) == bool(document.errors)
    return [(error.key, error.kind) for error in document.errors]


def test_durations_at_any_depth() -> None:
    """A duration is read wherever the type has one, and the given data is left as it was."""
    value = {"part": {"wait": "2s"}, "parts": [{"wait": "1m"}, {"wait": 3}], "waits": {"a": "1h"}}
    found = fit(value, Whole, Spot(Document("f")))
    assert found is not None
    assert found.part == Part(wait=2)
    assert found.parts == (Part(wait=60), Part(wait=3))
    assert found.waits == {"a": 3600}
    assert value["part"] == {"wait": "2s"}


def test_words_that_look_like_numbers() -> None:
    """A version may be written without quotes, alone and in a list."""
    found = fit({"version": 1.2, "versions": [1.0, 2, "1.2"]}, Whole, Spot(Document("f")))
    assert found is not None
    assert (found.version, found.versions) == ("1.2", ("1.0", "2", "1.2"))
    assert kinds({"version": 1.3}) == [("version", "not-text")]
    assert kinds({"version": True}) == [("version", "not-text")]


def test_what_a_type_refuses_is_reported_at_its_place() -> None:
    """Rules of a type's own are errors at the settings that they judge, not at the whole entry."""
    assert kinds({"name": "odd"}) == [("", "refused")]
    assert kinds({"inner": [{}, {"name": "odd"}]}) == [("inner[1]", "refused")]


@pytest.mark.parametrize(
    ("value", "errors"),
    [
        (
            {"parts": [{"wait": "2 x"}, {"depth": 0}]},
            [("parts[0].wait", "bad-duration"), ("parts[1].depth", "too-small")],
        ),
        ({"part": {"wait": 0}}, [("part.wait", "duration-too-short")]),
        ({"waits": {"a": "1000d"}}, [("waits.a", "duration-too-long")]),
        ({"mode": "fsat", "name": 5}, [("mode", "unknown-value"), ("name", "not-text")]),
        ({"mode": 5}, [("mode", "not-text")]),
        ({"key": {"scret": "x"}}, [("key.scret", "unknown-key"), ("key", "missing-key")]),
        ({"key": 5}, [("key", "not-text")]),
        ({"part": []}, [("part", "not-a-mapping")]),
        ({"parts": {}}, [("parts", "not-a-list")]),
        ({"status": [1, "2-3", 2.5]}, [("status[2]", "not-whole")]),
        ({"flag": "yes"}, [("flag", "not-a-truth-value")]),
        ({"name": "odd"}, [("", "refused")]),
        ({"flag": None, "part": None}, []),
        ({"name": None}, [("name", "not-text")]),
        (5, [("", "not-a-mapping")]),
    ],
)
def test_every_reason(value: Any, errors: list[tuple[str, str]]) -> None:
    """All that does not fit is named, each at its own key."""
    assert kinds(value) == errors


def test_salvage() -> None:
    """Of broken settings the right ones are kept, and the others are known by name."""
    found, broken = salvage({"name": "n", "mode": "x", "waits": {"a": "1m"}}, Whole)
    assert found == Whole(name="n", waits={"a": 60})
    assert broken == {"mode"}

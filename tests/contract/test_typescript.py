"""The TypeScript that is written of messages: a row for each type that a field may have."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Annotated, Any, Literal

import pytest
from msgspec import Meta

from gatepost import Event
from gatepost.own_page.contract import typescript

Short = Annotated[str, Meta(max_length=9)]

FIELDS = {
    "str": (str, "s.text"),
    "Short": (Short, "SHORT"),
    "text of a pattern": (Annotated[str, Meta(pattern="^a$")], "s.textOf(0, Infinity, /^a$/)"),
    "int": (int, "s.whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)"),
    "one int": (Annotated[int, Meta(ge=4, le=4)], "s.only(4)"),
    "float": (float, "s.number"),
    "bool": (bool, "s.flag"),
    "literals": (Literal["a", "b"], 's.only("a", "b")'),
    "list": (list[Short], "s.listOf(SHORT)"),
    "list of texts or null": (list[str | None], "s.listOf(s.orNull(s.text))"),
    "null or text": (None | str, "s.orNull(s.text)"),
    "dict": (dict[str, Any], "s.record"),
}


def written(kind: object) -> str:
    """The TypeScript of a module with one event, of one field."""

    @dataclass(frozen=True, kw_only=True)
    class Sent(Event):
        """An event."""

        field: kind  # type: ignore[valid-type]

    Sent.__annotations__["field"] = kind
    Sent.__module__ = "own"
    module = ModuleType("own")
    vars(module).update(Short=Short, Sent=Sent, EVENTS=(Sent,), COMMANDS=())
    return typescript(module, "// own").replace("/* @__PURE__ */ ", "")


@pytest.mark.parametrize(("kind", "shape"), FIELDS.values(), ids=FIELDS)
def test_field_becomes_a_shape(kind: object, shape: str) -> None:
    assert f"  field: {shape},\n" in written(kind)


@pytest.mark.parametrize("kind", [bytes, int | str, int | str | None])
def test_field_that_has_no_form_is_named(kind: object) -> None:
    with pytest.raises(TypeError, match="can't be sent in a message"):
        written(kind)

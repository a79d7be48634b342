"""The TypeScript that is written of messages: a row for each type that a field may have."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Annotated, Any, Literal

import pytest
from msgspec import Meta

from gatepost import Event
from infra.local.typescript import typescript

Short = Annotated[str, Meta(max_length=9)]

FIELDS = {
    "str": (str, "string", "s.text"),
    "Short": (Short, "string", "SHORT"),
    "text of a pattern": (
        Annotated[str, Meta(pattern="^a$")],
        "string",
        "s.textOf(0, Infinity, /^a$/)",
    ),
    "int": (int, "number", "s.whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)"),
    "one int": (Annotated[int, Meta(ge=4, le=4)], "4", "s.only(4)"),
    "float": (float, "number", "s.number"),
    "bool": (bool, "boolean", "s.flag"),
    "Any": (Any, "unknown", "s.anything"),
    "literals": (Literal["a", "b"], '"a" | "b"', 's.only("a", "b")'),
    "list": (list[Short], "string[]", "s.listOf(SHORT)"),
    "list of unions": (list[int | None], "(number | null)[]", "s.listOf(s.orNull("),
    "dict": (dict[str, Any], "Record<string, unknown>", "s.record"),
    "union": (bool | str | None, "boolean | string | null", "s.orNull(s.either(s.flag, s.text))"),
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


@pytest.mark.parametrize(("kind", "ts", "shape"), FIELDS.values(), ids=FIELDS)
def test_field_becomes_a_type_and_a_shape(kind: object, ts: str, shape: str) -> None:
    text = written(kind)
    assert f"  field: {ts};\n" in text
    assert f"  field: {shape}" in text


def test_field_that_has_no_form_is_named() -> None:
    with pytest.raises(TypeError, match="has no form in TypeScript"):
        written(bytes)

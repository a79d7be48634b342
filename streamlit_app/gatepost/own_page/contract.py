"""Generate JavaScript or TypeScript from a Python module of messages.

Such a module holds frozen dataclasses, the lists ``EVENTS`` and ``COMMANDS``, aliases such as
``Name``, and numbers in capitals. A class becomes a shape, which checks values
(``component/wire/shape.ts``), in TypeScript with the type of those that pass; an alias becomes a
shape whose name is in capitals.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable
from dataclasses import is_dataclass
from types import ModuleType
from typing import Annotated, TypeAlias, cast, get_origin

import msgspec.inspect as ms

from gatepost.wire.events import Command, Event
from gatepost.wire.names import command_name, event_name

Aliases: TypeAlias = list[tuple[str, ms.Type]]

_SIMPLE = {ms.BoolType: "s.flag", ms.FloatType: "s.number", ms.DictType: "s.record"}


def typescript(source: ModuleType, banner: str) -> str:
    """Return the TypeScript of a module; ``banner`` is its first line.

    Raises:
        TypeError: The type of a field cannot be written in TypeScript.
    """
    return _module(source, f'{banner}\nimport * as s from "./shape";', is_typed=True)


def javascript(source: ModuleType, banner: str) -> str:
    """Return the JavaScript of a module, whose types a type checker infers.

    Raises:
        TypeError: The type of a field cannot be written in JavaScript.
    """
    return _module(source, f'{banner}\nimport * as s from "./gatepost.gen.js";', is_typed=False)


def _module(source: ModuleType, head: str, *, is_typed: bool) -> str:
    own = vars(source)
    for name in ("EVENTS", "COMMANDS"):
        if name not in own:
            raise TypeError(f"it has no list {name}")
    numbers = [
        (name, value) for name, value in own.items() if name.isupper() and type(value) is int
    ]
    aliases = [
        (name.upper(), ms.type_info(value))
        for name, value in own.items()
        if get_origin(value) is Annotated
    ]
    kinds = [
        kind
        for kind in own.values()
        if isinstance(kind, type)
        and is_dataclass(kind)
        and kind.__module__ == source.__name__
        and kind not in {Event, Command}
    ]
    events = own["EVENTS"].values() if isinstance(own["EVENTS"], dict) else own["EVENTS"]
    parts = [
        head,
        "\n".join(f"export const {name} = {value:_};" for name, value in numbers),
        "\n".join(f"export const {name} = {_shape(alias, [])};" for name, alias in aliases),
        *(_class(kind, aliases, is_typed=is_typed) for kind in kinds),
        _by_name("Events", {event_name(kind): kind for kind in events}, is_typed=is_typed),
        _by_name(
            "Commands", {command_name(kind): kind for kind in own["COMMANDS"]}, is_typed=is_typed
        ),
    ]
    return "\n\n".join(part for part in parts if part or is_typed) + "\n"


def _class(kind: type, aliases: Aliases, *, is_typed: bool) -> str:
    fields = cast("ms.DataclassType", ms.type_info(kind)).fields
    members = _braces(f"  {field.name}: {_member(kind, field, aliases)}," for field in fields)
    shape = _call("exact" if getattr(kind, "is_exact", False) else "object", members)
    constant = _constant(kind)
    # An interface, not an alias: the type checker then names it in its errors.
    named = f"export interface {kind.__name__} extends s.Of<typeof {constant}> {{}}\n"
    return f"{_comment(kind)}\n{named if is_typed else ''}export const {constant} = {shape};"


def _by_name(title: str, kinds: dict[str, type], *, is_typed: bool) -> str:
    name = title.lower()
    shapes = _braces(f"  {key}: {_constant(kind)}," for key, kind in kinds.items())
    named = f"export type {title} = s.Members<typeof {name}>;\n" if is_typed else ""
    return f"/** The {name}, by name. */\n{named}export const {name} = {shapes};"


def _comment(kind: type) -> str:
    lines = inspect.cleandoc(kind.__doc__ or "").replace("``", "`").splitlines()
    if len(lines) == 1:
        return f"/** {lines[0]} */"
    return "\n".join(["/**", *(f" * {line}".rstrip() for line in lines), " */"])


def _member(kind: type, field: ms.Field, aliases: Aliases) -> str:
    try:
        shape = _shape(field.type, aliases)
    except TypeError:
        raise TypeError(
            f"{kind.__name__}.{field.name} can't be sent in a message: use text, numbers, truth "
            "values, literals, lists, dicts with texts as keys, or dataclasses, each perhaps None"
        ) from None
    return shape if field.required else _call("optional", shape)


def _shape(info: ms.Type, aliases: Aliases) -> str:
    named = [name for name, alias in aliases if alias == info]
    return named[0] if named else _built(info, aliases)


def _built(info: ms.Type, aliases: Aliases) -> str:
    match info:
        case ms.StrType(min_length=None, max_length=None, pattern=None):
            return "s.text"
        case ms.StrType(min_length=least, max_length=most, pattern=pattern):
            limit = "Infinity" if most is None else f"{most:_}"
            return _call("textOf", f"{least or 0:_}", limit, pattern and f"/{pattern}/")
        case ms.IntType(ge=least, le=most) if least is not None and least == most:
            return _call("only", str(least))
        case ms.IntType(ge=least, le=most):
            lowest = "Number.MIN_SAFE_INTEGER" if least is None else f"{least:_}"
            highest = "Number.MAX_SAFE_INTEGER" if most is None else f"{most:_}"
            return _call("whole", lowest, highest)
        case ms.LiteralType(values=values):
            return _call("only", *map(json.dumps, values))
        case ms.ListType(item_type=item, max_length=most):
            return _call("listOf", _shape(item, aliases), None if most is None else f"{most:_}")
        case ms.UnionType(types=(one, ms.NoneType()) | (ms.NoneType(), one)):
            return _call("orNull", _shape(one, aliases))
        case ms.DataclassType(cls=kind):
            return _constant(kind)
    if type(info) not in _SIMPLE:
        raise TypeError(f"{info} has no shape")
    return _SIMPLE[type(info)]


def _constant(kind: type) -> str:
    return kind.__name__[:1].lower() + kind.__name__[1:]


def _call(function: str, *arguments: str | None) -> str:
    """Write a call of ``shape.ts``, marked so that a bundler drops a shape that is not used."""
    return f"/* @__PURE__ */ s.{function}({', '.join(one for one in arguments if one)})"


def _braces(lines: Iterable[str]) -> str:
    body = "\n".join(lines)
    return f"{{\n{body}\n}}" if body else "{}"

"""Write the TypeScript of a Python module of messages: types, checks and numbers.

Such a module holds frozen dataclasses, the lists ``EVENTS`` and ``COMMANDS``, aliases such as
``Name``, and numbers in capitals. A class becomes an interface and a shape that checks a value
(``component/wire/shape.ts``), an alias a shape in capitals.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable
from dataclasses import is_dataclass
from types import ModuleType
from typing import Annotated, TypeAlias, cast, get_origin

import msgspec.inspect as ms

from gatepost.events import Command, Event, command_name, event_name

Aliases: TypeAlias = list[tuple[str, ms.Type]]

PURE = "/* @__PURE__ */"

_SIMPLE = {
    ms.AnyType: ("unknown", "s.anything"),
    ms.BoolType: ("boolean", "s.flag"),
    ms.FloatType: ("number", "s.number"),
    ms.DictType: ("Record<string, unknown>", "s.record"),
}


def typescript(source: ModuleType, banner: str) -> str:
    """Return the TypeScript of a module; ``banner`` is its first line.

    Raises:
        TypeError: A field is of a type that has no form in TypeScript here.
    """
    own = vars(source)
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
        "\n".join(f"export const {name} = {value:_};" for name, value in numbers),
        "\n".join(f"export const {name} = {_shape(alias, [])};" for name, alias in aliases),
        *(_class(kind, aliases) for kind in kinds),
        _by_name("Events", {event_name(kind): kind for kind in events}),
        _by_name("Commands", {command_name(kind): kind for kind in own["COMMANDS"]}),
    ]
    return "\n\n".join([f'{banner}\nimport * as s from "./shape";', *parts]) + "\n"


def _class(kind: type, aliases: Aliases) -> str:
    known = cast("ms.DataclassType", ms.type_info(kind)).fields
    members = [(field.name, "" if field.required else "?", field) for field in known]
    types = [f"  {name}{mark}: {_type(field.type)};" for name, mark, field in members]
    shapes = [f"  {name}: {_member(field, aliases)}," for name, _, field in members]
    build = f"{'exact' if getattr(kind, 'is_exact', False) else 'object'}<{kind.__name__}>"
    # An empty interface would take any object.
    named = f"interface {kind.__name__} {_braces(types)}"
    empty = f"type {kind.__name__} = Record<string, never>;"
    return (
        f"{_comment(kind)}\nexport {named if types else empty}\n"
        f"export const {_constant(kind)} = {_call(build, _braces(shapes))};"
    )


def _by_name(title: str, kinds: dict[str, type]) -> str:
    types = [f"  {name}: {kind.__name__};" for name, kind in kinds.items()]
    shapes = [f"  {name}: {_constant(kind)}," for name, kind in kinds.items()]
    return (
        f"/** The {title.lower()}, by name. */\nexport interface {title} {_braces(types)}\n"
        f"export const {title.lower()}: {{ [Name in keyof {title}]: s.Shape<{title}[Name]> }} = "
        f"{_braces(shapes)};"
    )


def _comment(kind: type) -> str:
    lines = inspect.cleandoc(kind.__doc__ or "").replace("``", "`").splitlines()
    if len(lines) == 1:
        return f"/** {lines[0]} */"
    return "\n".join(["/**", *(f" * {line}".rstrip() for line in lines), " */"])


def _member(field: ms.Field, aliases: Aliases) -> str:
    shape = _shape(field.type, aliases)
    return shape if field.required else _call("optional", shape)


def _type(info: ms.Type) -> str:
    match info:
        case ms.StrType():
            return "string"
        case ms.IntType(ge=least, le=most):
            return str(least) if least is not None and least == most else "number"
        case ms.NoneType():
            return "null"
        case ms.LiteralType(values=values):
            return " | ".join(map(json.dumps, values))
        case ms.ListType(item_type=item):
            text = _type(item)
            return f"({text})[]" if " | " in text else f"{text}[]"
        case ms.UnionType(types=types):
            return " | ".join(map(_type, types))
        case ms.DataclassType(cls=kind):
            return kind.__name__
    return _simple(info)[0]


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
        case ms.UnionType(types=types):
            shapes = [_shape(one, aliases) for one in types if not isinstance(one, ms.NoneType)]
            either = shapes[0] if len(shapes) == 1 else _call("either", *shapes)
            return either if len(shapes) == len(types) else _call("orNull", either)
        case ms.DataclassType(cls=kind):
            return _constant(kind)
    return _simple(info)[1]


def _simple(info: ms.Type) -> tuple[str, str]:
    known = _SIMPLE.get(type(info))
    if known is None:
        raise TypeError(f"{info} has no form in TypeScript: use text, numbers, lists or objects.")
    return known


def _constant(kind: type) -> str:
    return kind.__name__[:1].lower() + kind.__name__[1:]


def _call(function: str, *arguments: str | None) -> str:
    """Call a function of ``shape.ts``, marked so that a bundler drops a shape nobody uses."""
    return f"{PURE} s.{function}({', '.join(one for one in arguments if one)})"


def _braces(lines: Iterable[str]) -> str:
    body = "\n".join(lines)
    return f"{{\n{body}\n}}" if body else "{}"

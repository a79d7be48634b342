"""Compare resources with what the providers accept (``schemas.json``)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from infra.policy.modules import Resource

_PYTHON: dict[str, tuple[type, ...]] = {
    "string": (str, int, float, bool),
    "number": (int, float),
    "bool": (bool,),
    "list": (list,),
    "map": (dict,),
}


@cache
def _schemas() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("schemas.json").read_text("utf-8"))
    return loaded


def find_faults(resource: Resource) -> Iterator[str]:
    """Yield what the provider would refuse."""
    schema = _schemas().get(resource.kind)
    if schema is None:
        yield f"{resource.address}: no provider has the type {resource.kind}"
    else:
        yield from _in_block(resource.address, resource.values, schema)


def attributes_of(kind: str) -> set[str]:
    """Return the names of everything that a resource of this type has."""
    schema = _schemas().get(kind, {"attributes": {}, "blocks": {}})
    return {*schema["attributes"], *schema["blocks"]}


def _in_block(place: str, values: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    attributes, blocks = schema["attributes"], schema["blocks"]
    for name, value in values.items():
        at = f"{place}.{name}"
        if name in blocks:
            many = value if isinstance(value, list) else [value]
            if len(many) > 1 and not blocks[name]["many"]:
                yield f"{at} may be there once"
            for one in many:
                yield from _in_block(at, one, blocks[name])
        elif name == "id" and "id" not in attributes:
            continue  # tfparse gives one to every block
        elif name not in attributes:
            yield f"{at} is unknown"
        else:
            yield from _in_attribute(at, value, attributes[name])
    wanted = {name for name, one in {**attributes, **blocks}.items() if one.get("required")}
    for name in sorted(wanted - values.keys()):
        yield f"{place}.{name} is missing"


def _in_attribute(at: str, value: Any, attribute: dict[str, Any]) -> Iterator[str]:
    if value is None or (isinstance(value, dict) and "__attribute__" in value):
        return  # known to the provider only
    if attribute.get("computed"):
        if not at.endswith(".id"):  # as above
            yield f"{at} can't be set"
    elif "nested" in attribute:
        nested = {"attributes": attribute["nested"], "blocks": {}}
        for one in value if attribute["many"] else [value]:
            yield from _in_block(at, one, nested)
    else:
        kind = attribute["type"]
        outer = kind if isinstance(kind, str) else kind[0]
        if outer in _PYTHON and not isinstance(value, _PYTHON[outer]):
            yield f"{at} must be a {outer}"
        elif isinstance(value, list) and kind[1] in _PYTHON:
            for one in value:
                yield from _in_attribute(at, one, {"type": kind[1]})

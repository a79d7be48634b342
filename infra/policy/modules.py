"""Read a Terraform module: its resources, evaluated with inputs that stand in for an operator's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tfparse import load_from_path

INFRA = Path(__file__).resolve().parents[1]
INPUTS = Path(__file__).with_name("inputs")
MODULES = ("auth0", "functions", "component")

# What Terraform itself understands in every resource, and what tfparse adds.
_META = {"count", "depends_on", "for_each", "lifecycle", "provider", "provisioner", "__tfmeta"}


@dataclass(frozen=True)
class Resource:
    """One resource of a module.

    Attributes:
        kind: Its type, such as ``auth0_client``.
        address: Where it is, such as ``auth0_client.component``.
        values: Its attributes and blocks. A value that only the provider knows is None, or an
            object that names where it comes from.
    """

    kind: str
    address: str
    values: dict[str, Any]


def read(module: str, infra: Path = INFRA) -> list[Resource]:
    """Evaluate a module with the stand-ins in ``inputs``."""
    # tfparse wants it relative to the module.
    inputs = os.path.relpath(INPUTS / f"{module}.tfvars", infra / module)
    found = load_from_path(str(infra / module), vars_paths=[inputs])
    return [
        Resource(kind, one["__tfmeta"]["path"], _without_meta(one))
        for kind, resources in found.items()
        for one in resources
        if one["__tfmeta"].get("type") == "resource"
    ]


def _without_meta(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_meta(one) for one in value]
    if not isinstance(value, dict):
        return value
    dropped = _META if "__tfmeta" in value else {"__tfmeta"}
    return {name: _without_meta(one) for name, one in value.items() if name not in dropped}


def files(module: str, infra: Path = INFRA) -> Iterator[tuple[Path, str]]:
    """Yield each file of a module with its text, without comments."""
    for path in sorted((infra / module).glob("*.tf")):
        lines = path.read_text("utf-8").splitlines()
        yield path, "\n".join(line for line in lines if not line.lstrip().startswith("#"))

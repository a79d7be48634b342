"""Find references in a module to what does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from infra.policy.modules import INFRA, files
from infra.policy.schemas import attributes_of

_BLOCK = re.compile(r'^(variable|output|module)\s+"(\w+)"', re.MULTILINE)
_RESOURCE = re.compile(r'^resource\s+"(\w+)"\s+"(\w+)"', re.MULTILINE)
_LOCAL = re.compile(r"^  (\w+)\s*=", re.MULTILINE)
_USE = re.compile(
    r"(?<![\w.])(var|local|module|(?:auth0|google|vercel)_\w+)\.(\w+)(?:\[[^]]*\])?(?:\.(\w+))?"
)
_CALL = re.compile(
    r'^module\s+"\w+"\s*\{\s*source\s*=\s*"\.\./(\w+)"(.*?)^\}', re.MULTILINE | re.DOTALL
)
_DEFAULT = re.compile(r'^variable\s+"(\w+)"\s*\{(.*?)^\}', re.MULTILINE | re.DOTALL)


def find_faults(module: str, infra: Path = INFRA) -> Iterator[str]:
    """Yield each reference to something that is not there, and each input that is not used."""
    text = "\n".join(text for _, text in files(module, infra))
    declared = {kind: set[str]() for kind in ("variable", "output", "module")}
    for kind, name in _BLOCK.findall(text):
        declared[kind].add(name)
    resources = {f"{kind}.{name}" for kind, name in _RESOURCE.findall(text)}
    locals_ = {
        name
        for block in re.findall(r"^locals \{(.*?)^\}", text, re.MULTILINE | re.DOTALL)
        for name in _LOCAL.findall(block)
    }
    used = set()
    for kind, name, attribute in _USE.findall(text):
        used.add(f"{kind}.{name}")
        if kind == "var":
            known = name in declared["variable"]
        elif kind == "local":
            known = name in locals_
        elif kind == "module":
            known = name in declared["module"] and attribute in _outputs(text, name, infra)
        else:
            known = f"{kind}.{name}" in resources and (
                not attribute or attribute in attributes_of(kind)
            )
        if not known:
            yield f"{module}: {'.'.join(filter(None, (kind, name, attribute)))} does not exist"
    for name in sorted(declared["variable"]):
        if f"var.{name}" not in used:
            yield f"{module}: the input {name} is not used"
    for called, body in _CALL.findall(text):
        yield from _in_call(module, called, body, infra)


def _outputs(text: str, name: str, infra: Path) -> set[str]:
    source = re.search(rf'^module\s+"{name}"\s*\{{\s*source\s*=\s*"\.\./(\w+)"', text, re.MULTILINE)
    if not source:
        return set()
    inner = "\n".join(one for _, one in files(source[1], infra))
    return {found for kind, found in _BLOCK.findall(inner) if kind == "output"}


def _in_call(module: str, called: str, body: str, infra: Path) -> Iterator[str]:
    inner = "\n".join(one for _, one in files(called, infra))
    inputs = {name: "default" in text for name, text in _DEFAULT.findall(inner)}
    given = set(_LOCAL.findall(body))
    for name in sorted(given - inputs.keys()):
        yield f"{module}: the module {called} has no input {name}"
    for name, has_default in inputs.items():
        if not has_default and name not in given:
            yield f"{module}: the module {called} needs the input {name}"

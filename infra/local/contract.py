"""Generate what is made of another source, and checked in so that no tier needs both.

From the Python classes of messages: TypeScript types and a JSON Schema. From the host's modules:
the one script that Python sends to the browser. From the demo's patterns: their diagrams.

``python3 dev.py contract`` writes them; with ``--check`` the command fails when they differ.
"""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from infra.local.node import NODE

ROOT = Path(__file__).resolve().parents[2]
COMPONENT = ROOT / "component"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
FRAME = COMPONENT / "frame"
PACKAGE = ROOT / "streamlit_app" / "gatepost"
SOURCES = {"events": "gatepost/events.py", "app": "messages.py"}
BANNER = "// Generated from {source}: edit that, then run python3 dev.py contract."


def schemas() -> dict[str, str]:
    """The JSON Schemas of the package's messages and of the demo app's own, as text."""
    sys.path.insert(0, str(ROOT / "streamlit_app"))
    import messages
    from gatepost import events

    own = [*messages.EVENTS, *messages.COMMANDS]
    return {
        "events": _schema(
            [events.Outbox, events.Props, *events.EVENTS.values(), *events.COMMANDS],
            _by_name(events.EVENTS.values(), events.event_name),
            _by_name(events.COMMANDS, events.command_name),
        ),
        "app": _schema(
            own,
            _by_name(messages.EVENTS, events.event_name),
            _by_name(messages.COMMANDS, events.command_name),
        ),
    }


def _by_name(kinds: Iterable[type], name: Callable[[type], str]) -> dict[str, Any]:
    """An object with a member for each kind of message, by its name on the wire."""
    names = {name(kind): kind.__name__ for kind in kinds}
    return {
        "type": "object",
        "properties": {key: {"$ref": f"#/definitions/{kind}"} for key, kind in names.items()},
        "required": list(names),
        "additionalProperties": False,
    }


def _schema(kinds: list[type], events: dict[str, Any], commands: dict[str, Any]) -> str:
    _, definitions = msgspec.json.schema_components(kinds, ref_template="#/definitions/{name}")
    for definition in definitions.values():
        definition["description"] = inspect.cleandoc(definition["description"])
        definition.setdefault("properties", {})
        definition["additionalProperties"] = False
    definitions["Commands"] = {"description": "The commands, by name.", **commands}
    document = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Events",
        "description": "The events, by name.",
        **events,
        "definitions": definitions,
    }
    return json.dumps(document, indent=2) + "\n"


def types(schema: str, source: str) -> str:
    """The TypeScript types of a JSON Schema, as text; ``source`` is named in their first line.

    Raises:
        subprocess.CalledProcessError: The generator failed; its output says why.
    """
    command: list[str | Path] = [
        NODE,
        COMPONENT / "node_modules" / "json-schema-to-typescript" / "dist" / "src" / "cli.js",
        f"--bannerComment={BANNER.format(source=source)}",
        "--unreachableDefinitions",
        "--maxItems=-1",
    ]
    return _run(command, schema)


def scripts(package: Path = PACKAGE) -> dict[Path, str]:
    """The scripts of a copy of the package for the app's page: each a module without comments."""
    made = {}
    for name in ("host", "connection"):
        script = _run([NODE, FRAME / "build_host.mjs", package / f"{name}.js"])
        made[package / f"{name}.gen.js"] = f"{BANNER.format(source=f'{name}.js')}\n{script}"
    return made


def diagrams() -> dict[Path, str]:
    """The page with the diagrams of the demo app's patterns."""
    from views.patterns.mermaid import insert_diagrams

    return {ARCHITECTURE: insert_diagrams(ARCHITECTURE.read_text("utf-8"))}


def _run(command: list[str | Path], text: str = "") -> str:
    result = subprocess.run(
        command, input=text, cwd=COMPONENT, check=True, capture_output=True, text=True, timeout=60
    )
    return result.stdout


def _wanted() -> dict[Path, str]:
    """What each generated file has to hold."""
    made = schemas()
    wanted = {FRAME / f"{n}.gen.ts": types(made[n], source) for n, source in SOURCES.items()}
    # Only the tests of the package's golden messages read a schema.
    wanted[FRAME / "events.schema.gen.json"] = made["events"]
    return wanted | scripts() | diagrams()


def main(arguments: list[str]) -> int:
    """Write the generated files, or compare them."""
    wanted = _wanted()
    stale = [p for p, text in wanted.items() if not p.exists() or p.read_text("utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            name = path.relative_to(ROOT)
            print(f"{name} is not what its Python source says: run python3 dev.py contract")
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted[path], "utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

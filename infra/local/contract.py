"""Generate the component's event types and JSON Schema from ``streamlit_app/gatepost/events.py``.

``python3 dev.py contract`` writes them; with ``--check`` the command fails when they differ.
"""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from pathlib import Path

import msgspec

from infra.local.node import NODE

ROOT = Path(__file__).resolve().parents[2]
COMPONENT = ROOT / "component"
SCHEMA = COMPONENT / "frame" / "events.schema.gen.json"
TYPES = COMPONENT / "frame" / "events.gen.ts"
BANNER = "// Generated from gatepost/events.py: edit that, then run python3 dev.py contract."


def schema() -> str:
    """The JSON Schema of every message, as text."""
    sys.path.insert(0, str(ROOT / "streamlit_app"))
    from gatepost import events

    kinds = [events.Outbox, events.Props, *events.EVENTS.values()]
    _, definitions = msgspec.json.schema_components(kinds, ref_template="#/definitions/{name}")
    for definition in definitions.values():
        definition["description"] = inspect.cleandoc(definition["description"])
        definition["additionalProperties"] = False
    document = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Contract",
        "type": "object",
        "properties": {
            name: {"$ref": f"#/definitions/{kind.__name__}"} for name, kind in events.EVENTS.items()
        },
        "definitions": definitions,
    }
    return json.dumps(document, indent=2) + "\n"


def types(source: str) -> str:
    """The TypeScript types of a JSON Schema, as text.

    Raises:
        subprocess.CalledProcessError: The generator failed; its output says why.
    """
    command: list[str | Path] = [
        NODE,
        COMPONENT / "node_modules" / "json-schema-to-typescript" / "dist" / "src" / "cli.js",
        f"--bannerComment={BANNER}",
        "--unreachableDefinitions",
        "--maxItems=-1",
    ]
    result = subprocess.run(
        command, input=source, cwd=COMPONENT, check=True, capture_output=True, text=True, timeout=60
    )
    return result.stdout


def main(arguments: list[str]) -> int:
    """Write the generated files, or compare them."""
    wanted = {SCHEMA: schema()}
    wanted[TYPES] = types(wanted[SCHEMA])
    stale = [p for p, text in wanted.items() if not p.exists() or p.read_text("utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            print(
                f"{path.relative_to(ROOT)} is not what events.py says: run python3 dev.py contract"
            )
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted[path], "utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

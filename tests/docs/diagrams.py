"""The diagrams of the documentation: every mermaid block of every page that git lists."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.local.node import NODE
from tests.repository import listed, name, text

PARSER = Path(__file__).parent / "mermaid"
# A block that is never closed ends with its page (CommonMark, section 4.5).
BLOCK = re.compile(
    r"^[ \t]*(`{3,}|~{3,})[ \t]*mermaid\b.*\n((?:.*\n)*?)(?:[ \t]*\1[`~]*[ \t]*$|\Z)", re.MULTILINE
)


@dataclass(frozen=True)
class Diagram:
    """One mermaid block; ``line`` is where its text begins in its page."""

    page: str
    line: int
    text: str

    def at(self, line: int) -> str:
        """Return where a line of the diagram is, counted from 1 and at most its last line."""
        return f"{self.page}:{self.line + min(line, len(self.text.splitlines())) - 1}"


def diagrams() -> list[Diagram]:
    pages = [path for path in listed() if path.suffix == ".md"]
    return [found for page in pages for found in diagrams_of(name(page), text(page))]


def diagrams_of(page: str, markdown: str) -> Iterator[Diagram]:
    for block in BLOCK.finditer(markdown):
        yield Diagram(page, markdown.count("\n", 0, block.start(2)) + 1, block[2])


def faults(checked: Sequence[Diagram]) -> list[str]:
    """Return where and why diagrams do not parse, in mermaid's own words."""
    assert (PARSER / "node_modules").exists(), "mermaid is missing: run python3 dev.py test once"
    run = subprocess.run(
        [str(NODE), "parse.mjs"],
        cwd=PARSER,
        input=json.dumps([diagram.text for diagram in checked]),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    found = zip(checked, json.loads(run.stdout), strict=True)
    return [f"{diagram.at(fault['line'])}: {fault['reason']}" for diagram, fault in found if fault]

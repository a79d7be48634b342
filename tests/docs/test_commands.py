"""Every command that the docs name exists, and README.md names every command."""

from __future__ import annotations

import re

from infra.local.commands import COMMANDS, bench_names
from tests.repository import ROOT, listed, name, text

# Across the end of a line, as the text may be wrapped.
USED = re.compile(r"python3\s+dev\.py\s+([a-z]+)")
BENCH = re.compile(r"\bbench\s+([a-z_]+)`?")


def test_every_command_in_the_docs_exists() -> None:
    pages = [path for path in listed() if path.suffix in {".md", ".yml", ".yaml"}]
    used = [(name(page), found) for page in pages for found in USED.findall(text(page))]
    assert used
    assert [use for use in used if use[1] not in COMMANDS] == []


def test_readme_names_every_command_and_benchmark() -> None:
    readme = text(ROOT / "README.md")
    assert {command for command in COMMANDS if not re.search(rf"\b{command}\b", readme)} == set()
    assert set(BENCH.findall(readme)) == set(bench_names())

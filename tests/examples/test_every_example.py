"""Each example has a test, a row in the table and a line that runs it; it imports little."""

from __future__ import annotations

import ast
import re

import pytest

from tests.repository import ROOT, text

FOLDER = ROOT / "examples"
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
ROWS = re.findall(r"^\| \[(\w+)\]\((\w+)/app\.py\) \|", text(FOLDER / "README.md"), re.MULTILINE)


def test_each_has_one_row() -> None:
    assert sorted(ROWS) == [(name, name) for name in NAMES]
    assert NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_has_its_own_test(name: str) -> None:
    tests = text(ROOT / "tests" / "examples" / f"test_{name}.py")
    assert "signed_in(" in tests
    assert "signed_out(" in tests


@pytest.mark.parametrize("name", NAMES)
def test_each_is_short_and_states_how_to_run_it(name: str) -> None:
    source = text(FOLDER / name / "app.py")
    assert 10 <= source.count("\n") <= 60
    docstring = ast.get_docstring(ast.parse(source)) or ""
    assert f"Run it: ``python3 dev.py up --app examples/{name}/app.py``" in docstring


@pytest.mark.parametrize("name", NAMES)
def test_each_uses_the_public_package_only(name: str) -> None:
    tree = ast.parse(text(FOLDER / name / "app.py"))
    imported = {
        module
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
    }
    assert "gatepost" in imported
    assert [module for module in imported if module.startswith("gatepost.")] == []

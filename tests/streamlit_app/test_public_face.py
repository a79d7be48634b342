from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from importlib import resources
from pathlib import Path

import gatepost
from gatepost import errors

PACKAGE = Path(gatepost.__file__).parent


def public_names() -> set[str]:
    return names_of(Path(gatepost.__file__))


def names_of(module: Path) -> set[str]:
    """Return the names that a module exports: PEP 484 has them imported as themselves."""
    tree = ast.parse(module.read_text("utf-8"))
    imported = [
        alias for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    ]
    return {alias.name for alias in imported if alias.asname == alias.name}


def test_everything_that_init_imports_is_exported() -> None:
    public = {name for name, value in vars(gatepost).items() if not inspect.ismodule(value)}
    assert public_names() == {name for name in public if not name.startswith("_")}


def error_classes() -> list[type[gatepost.GatepostError]]:
    found = [v for v in vars(errors).values() if inspect.isclass(v)]
    return [kind for kind in found if issubclass(kind, gatepost.GatepostError)]


def test_every_error_is_exported_and_has_a_code_of_its_own() -> None:
    kinds = error_classes()
    assert {kind.__name__ for kind in kinds} <= public_names()
    assert len({kind.code for kind in kinds}) == len(kinds)


def test_import_loads_no_client_library() -> None:
    heavy = ("requests", "urllib3", "google.auth", "google.cloud.storage", "httpx", "pandas")
    code = (
        f"import sys, gatepost;print(*[name for name in {heavy!r} if name in sys.modules], sep=',')"
    )
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert (run.stdout.strip(), run.stderr) == ("", "")


def test_files_beside_the_modules_are_part_of_the_package() -> None:
    for name in ("connection.gen.js", "host.gen.js", "py.typed"):
        assert resources.files(gatepost).joinpath(name).is_file()
        assert name in (PACKAGE.parent / "pyproject.toml").read_text("utf-8")

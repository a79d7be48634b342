from __future__ import annotations

import inspect
import re
import subprocess
import sys
from importlib import resources
from pathlib import Path
from types import ModuleType

import pytest

import gatepost
import gatepost.testing
from gatepost import errors
from tests.repository import ROOT, text

PACKAGE = Path(gatepost.__file__).parent


FACES = (gatepost, gatepost.testing)


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.__name__)
def test_everything_that_a_face_imports_is_exported(face: ModuleType) -> None:
    imported = {name for name, value in vars(face).items() if not inspect.ismodule(value)}
    public = {name for name in imported if not name.startswith("_")}
    assert face.__all__ == sorted(public, key=lambda name: (not name[0].isupper(), name))


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.__name__)
def test_every_exported_name_is_documented(face: ModuleType) -> None:
    page = text(ROOT / "docs" / "reference.md")
    in_page = re.findall(rf"^\| `{re.escape(face.__name__)}\.(\w+)[(`]", page, re.MULTILINE)
    assert sorted(in_page) == sorted(face.__all__)
    undocumented = [name for name in face.__all__ if not inspect.getdoc(getattr(face, name))]
    assert undocumented == []


def error_classes() -> list[type[gatepost.GatepostError]]:
    found = [v for v in vars(errors).values() if inspect.isclass(v)]
    return [kind for kind in found if issubclass(kind, gatepost.GatepostError)]


def test_every_error_is_exported_and_has_a_code_of_its_own() -> None:
    kinds = error_classes()
    assert {kind.__name__ for kind in kinds} <= set(gatepost.__all__)
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

"""An app in which all of the package is used passes strict type checkers; mistakes do not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.local.node import NODE
from tests.repository import ROOT, text

HERE = Path(__file__).parent
APP = text(HERE / "typed_app.py")
PYRIGHT = HERE / "pyright" / "node_modules" / "pyright" / "index.js"


MISTAKES = """\
from dataclasses import dataclass

import gatepost
import streamlit as st

api = st.connection("protected_api", type=gatepost.ProtectedApi)


@dataclass(frozen=True, kw_only=True)
class VoteCast(gatepost.Event):
    choice: str


@gatepost.cache_data(ttl=60)
def double(number: int) -> int:
    return 2 * number


@gatepost.requires(scopes=["write:messages"])
def write(text: str) -> str:
    return text


def report(error: gatepost.ErrorReport) -> None:
    st.error(error.sentence)  # wrong


user = gatepost.require_user()
user.nickname  # wrong
user.sub = "bob"  # wrong
double("2")  # wrong
write(1)  # wrong
api.get("/api/messages").sjon()  # wrong
gatepost.sign_in(scope="read:messages")  # wrong
gatepost.on(VoteCast, report)  # wrong
gatepost.require_scopes(42)  # wrong
gatepost.sign_in().sub  # wrong
if gatepost.status() == "signed in":  # wrong
    pass
"""


def by_mypy(file: Path) -> list[int]:
    """Return the lines in which mypy finds something."""
    command = (sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--no-error-summary")
    # Nothing is reported of the package itself, as where it is installed.
    options = ("--follow-imports", "silent", "--cache-dir", str(ROOT / ".mypy_cache" / "typing"))
    run = subprocess.run(
        (*command, *options, str(file)),
        cwd=file.parent,
        env={"MYPYPATH": str(ROOT / "streamlit_app"), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode in (0, 1), run.stdout + run.stderr
    found = re.findall(rf"{file.name}:(\d+): error", run.stdout)
    assert bool(found) is bool(run.returncode), run.stdout
    return sorted({int(line) for line in found})


def by_pyright(file: Path) -> list[int]:
    """Return the lines in which pyright finds something."""
    project = {
        "include": [file.name],
        "typeCheckingMode": "strict",
        "extraPaths": [str(ROOT / "streamlit_app")],
        "pythonVersion": "3.11",
    }
    (file.parent / "pyrightconfig.json").write_text(json.dumps(project))
    command = (str(NODE), str(PYRIGHT), "--outputjson", "--pythonpath", sys.executable)
    run = subprocess.run(
        (*command, "--project", str(file.parent)),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    report = json.loads(run.stdout)
    assert report["summary"]["filesAnalyzed"] == 1, run.stdout
    found = [one for one in report["generalDiagnostics"] if one["severity"] == "error"]
    return sorted({one["range"]["start"]["line"] + 1 for one in found})


CHECKERS = {"mypy": by_mypy, "pyright": by_pyright}


@pytest.fixture(params=CHECKERS)
def check(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], list[int]]:
    """Returns the lines of an app in which one of the type checkers finds something."""

    def check(app: str) -> list[int]:
        (tmp_path / "app.py").write_text(app, "utf-8")
        return CHECKERS[request.param](tmp_path / "app.py")

    return check


def test_app_is_typed(check: Callable[[str], list[int]]) -> None:
    assert check(APP) == []


def test_each_mistake_is_found(check: Callable[[str], list[int]]) -> None:
    lines = enumerate(MISTAKES.splitlines(), 1)
    wrong = [number for number, line in lines if line.endswith("# wrong")]
    assert len(wrong) > 10
    assert check(MISTAKES) == wrong

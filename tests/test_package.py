"""What a release builds: PyPI would take it, and nothing of it is missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from infra.local.package import build, faults_of, main
from tests.repository import ROOT

SOURCE = ROOT / "streamlit_app"


def test_pypi_would_take_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0, capsys.readouterr().out


def test_fault_is_found(tmp_path: Path) -> None:
    """A wheel without what its code reads, and with a readme that PyPI can't show."""
    source = tmp_path / "source"
    ignored = shutil.ignore_patterns("__pycache__", "host.gen.js", "*.txt")
    shutil.copytree(SOURCE / "gatepost", source / "gatepost", ignore=ignored)
    project = (SOURCE / "pyproject.toml").read_text("utf-8")
    project = project.replace('license-files = ["LICENSE"]\n', "").replace("PYPI.md", "PYPI.rst")
    (source / "pyproject.toml").write_text(project, "utf-8")
    (source / "PYPI.rst").write_text("`broken\n==\n", "utf-8")
    found = "\n".join(faults_of(build(source, tmp_path / "dist")))
    for fault in ("host.gen.js is missing", "LICENSE is missing", "long_description"):
        assert fault in found


def test_licence_of_the_package_is_the_repository_s() -> None:
    assert (SOURCE / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()

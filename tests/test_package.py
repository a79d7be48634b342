"""What a release builds: PyPI would take it, and nothing of it is missing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import gatepost
from infra.local.package import build, build_copy, faults_of, main
from infra.local.python_packages import ensure_uv, pip_settings
from tests.repository import ROOT, text

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
    for fault in (
        "host.gen.js is missing",
        "LICENSE is missing",
        "long_description",
    ):
        assert fault in found


FORMS = {
    "folder": "./streamlit_app",
    "git": "gatepost @ git+{root}#subdirectory=streamlit_app",
    "wheel": "{wheel}",
    "sdist": "{sdist}",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_package_is_installed_as_documented(tmp_path: Path, form: str) -> None:
    ignored = shutil.ignore_patterns("__pycache__")  # a copy: a build leaves files behind
    shutil.copytree(SOURCE, tmp_path / "streamlit_app", ignore=ignored)
    built = build_copy(tmp_path) if form.startswith(("{wheel", "{sdist")) else []
    paths = {"sdist" if path.suffix == ".gz" else "wheel": path for path in built}
    wanted = form.format(root=ROOT.as_uri(), **paths)
    site = tmp_path / "site"
    install = (ensure_uv(), "pip", "install", "--no-deps", "--target", str(site), wanted)
    settings = {"PYTHONPATH": str(site), **pip_settings()}
    for command in (install, (sys.executable, "-m", "gatepost", "new", "app")):
        subprocess.run(command, cwd=tmp_path, env=os.environ | settings, check=True, timeout=120)
    assert (tmp_path / "app" / "app.py").is_file()


def test_release_names_the_repository_that_it_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.example")
    monkeypatch.setenv("GITHUB_REPOSITORY", "somebody/gatepost")
    dist = tmp_path / "dist"
    assert main([str(dist)]) == 0
    assert sorted(path.suffix for path in dist.iterdir()) == [".gz", ".whl"]
    wheel = next(dist.glob("*.whl"))
    metadata = f"gatepost-{gatepost.__version__}.dist-info/METADATA"
    shown = zipfile.ZipFile(wheel).read(metadata).decode()
    urls = dict(re.findall(r"^Project-URL: (\w+), (.*)$", shown, re.MULTILINE))
    assert urls["Repository"] == "https://github.example/somebody/gatepost"
    assert urls["Changelog"] == f"{urls['Repository']}/blob/main/CHANGELOG.md"


def test_release_installs_what_it_builds_and_checks_with() -> None:
    groups = tomllib.loads(text(ROOT / "pyproject.toml"))["dependency-groups"]
    locked = text(ROOT / "requirements-release.txt")
    names = [re.split(r"[<>=]", one)[0] for one in groups["release"]]
    assert {"build", "check-wheel-contents", "twine"} <= set(names)
    assert [name for name in names if f"\n{name}==" not in f"\n{locked}"] == []


def test_licence_of_the_package_is_the_repository_s() -> None:
    assert (SOURCE / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()

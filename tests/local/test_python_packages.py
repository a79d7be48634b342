"""The Python environment: which uv makes it, when, and with which settings."""

import os
import sys
from pathlib import Path

import pytest

from infra.local import python_packages
from infra.local.step import Step

PIP_CONF = """
[global]
index-url = https://index.example/simple
extra-index-url =
    https://one.example/simple
    https://two.example/simple
find-links = /wheels /more-wheels
timeout = 5
"""


def test_settings_of_pip_reach_uv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "pip.conf"
    file.write_text(PIP_CONF)
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_", "SSL_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    monkeypatch.setenv("PIP_TRUSTED_HOST", "index.example one.example")
    monkeypatch.setenv("PIP_INDEX_URL", "https://nearer.example/simple")
    settings = python_packages.pip_settings()
    assert settings.items() >= {
        ("UV_DEFAULT_INDEX", "https://nearer.example/simple"),
        ("UV_INDEX", "https://one.example/simple https://two.example/simple"),
        ("UV_FIND_LINKS", "/wheels,/more-wheels"),
        ("UV_INSECURE_HOST", "index.example one.example"),
    }
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://own.example/simple")
    assert "UV_DEFAULT_INDEX" not in python_packages.pip_settings()


VERSION = python_packages.UV_LOCK.read_text("ascii").partition("==")[2].split()[0]


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Step]:
    """The steps that were run; ``.venv`` is the environment of the tests."""
    steps: list[Step] = []
    monkeypatch.setattr(python_packages, "run_step", steps.append)
    monkeypatch.setattr(python_packages, "run_dir", lambda _offset: tmp_path)
    monkeypatch.setattr(python_packages, "ENVIRONMENT", Path(sys.prefix))
    return steps


def install_uv(folder: Path, exit_code: int) -> None:
    program = folder / f"uv-{VERSION}" / "bin" / "uv"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    program.chmod(0o755)


@pytest.mark.parametrize(("exit_code", "names"), [(0, []), (1, ["venv", "uv"])])
def test_packages_are_installed_when_they_are_not_those_of_the_lock(
    steps: list[Step], tmp_path: Path, exit_code: int, names: list[str]
) -> None:
    install_uv(tmp_path, exit_code)
    python_packages.enter_environment([])
    assert [step.name for step in steps] == names


def test_uv_is_fetched_once_with_its_hash(steps: list[Step], tmp_path: Path) -> None:
    assert python_packages.ensure_uv() == python_packages.ensure_uv()
    [pip] = steps
    assert "--require-hashes" in pip.command
    assert [entry.name for entry in tmp_path.iterdir()] == [f"uv-{VERSION}"]


def test_uv_that_another_set_up_fetched_meanwhile_is_kept(
    steps: list[Step], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(python_packages, "run_step", lambda _step: install_uv(tmp_path, 0))
    assert Path(python_packages.ensure_uv()).exists()
    assert [entry.name for entry in tmp_path.iterdir()] == [f"uv-{VERSION}"]

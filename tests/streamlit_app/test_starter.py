from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import gatepost
from gatepost.__main__ import main
from gatepost.settings import parse_settings
from tests.streamlit_app.written_app import run_its_tests


def test_the_starter_has_settings_that_can_be_read(tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "app")]) == 0
    secrets = tomllib.loads((tmp_path / "app/.streamlit/secrets.toml").read_text("utf-8"))
    at = parse_settings(secrets["gatepost"])
    assert (at.component_url, at.app_url) == ("http://127.0.0.1:3001", "http://localhost:8501")
    assert ".streamlit/secrets.toml" in (tmp_path / "app/.gitignore").read_text("utf-8").split()


def test_the_starters_own_test_is_green_and_can_fail(tmp_path: Path) -> None:
    assert main(["new", str(tmp_path)]) == 0
    assert run_its_tests(tmp_path) == 0
    app = tmp_path / "app.py"
    app.write_text(app.read_text("utf-8").replace("gatepost.sign_in()", "gatepost.sing_in()"))
    assert run_its_tests(tmp_path) == 1


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "README.md").write_text("mine")
    assert main(["new", str(tmp_path)]) == 1
    assert "README.md exists, and nothing was written." in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]
    assert (tmp_path / "README.md").read_text("utf-8") == "mine"


def test_a_folder_that_is_a_file_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert main(["new", str(tmp_path / "file")]) == 1
    assert "file exists, and nothing was written." in capsys.readouterr().err


def test_the_version_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"gatepost {gatepost.__version__}\n"

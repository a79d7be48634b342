"""checkov finds a weakness in the modules."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from infra.policy.checkov import run_checkov
from infra.policy.modules import INFRA


def test_weakness_is_found(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(INFRA / "functions", tmp_path / "functions")
    file = tmp_path / "functions" / "main.tf"
    enforced = 'public_access_prevention    = "enforced"'
    assert enforced in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(enforced, ""), "utf-8")
    assert run_checkov(tmp_path) == 1
    assert "CKV_GCP_114:" in capfd.readouterr().out

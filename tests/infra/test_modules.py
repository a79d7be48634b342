"""The Terraform modules are right as they are, and each planted fault is found."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from infra.policy.__main__ import find_faults
from infra.policy.modules import INFRA, MODULES
from tests.repository import ROOT

FAULTS = json.loads((ROOT / "tests/vectors/module_faults.json").read_text("utf-8"))


def test_modules_are_right() -> None:
    assert find_faults() == []


@pytest.mark.parametrize("planted", FAULTS, ids=lambda planted: planted["fault"])
def test_fault_is_found(planted: dict[str, str], tmp_path: Path) -> None:
    for module in (*MODULES, "example"):
        shutil.copytree(INFRA / module, tmp_path / module)
    file = tmp_path / planted["file"]
    text = file.read_text("utf-8")
    assert planted["old"] in text, "nothing was planted"
    file.write_text(text.replace(planted["old"], planted["new"], 1), "utf-8")
    assert find_faults(tmp_path) != []

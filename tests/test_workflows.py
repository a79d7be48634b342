"""The workflows: one a tier, least permissions, actions pinned. zizmor checks the rest."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.repository import ROOT, listed, name, text

WORKFLOWS = sorted((ROOT / ".github" / "workflows").iterdir())
TIERS = ("streamlit_app", "component", "functions")
ON = True  # YAML 1.1 reads the key "on" as true


def load(path: Path) -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load(text(path))
    return loaded


def test_each_tier_has_a_workflow_and_nothing_is_left_to_no_workflow() -> None:
    assert {path.name for path in WORKFLOWS} == {
        *(f"{tier}.yml" for tier in TIERS),
        "audit.yml",
        "everything.yml",
    }


@pytest.mark.parametrize("tier", TIERS)
def test_workflow_of_a_tier_runs_for_its_files_and_its_tests(tier: str) -> None:
    path = ROOT / ".github" / "workflows" / f"{tier}.yml"
    workflow = load(path)
    tests = tier if tier == "component" else f"tests/{tier}"
    assert tests in workflow["jobs"]["test"]["steps"][-1]["run"].split()
    paths = workflow[ON]["pull_request"]["paths"]
    assert {f"{tier}/**", path.relative_to(ROOT).as_posix()} <= set(paths)
    assert [pattern for pattern in paths if not list(ROOT.glob(pattern))] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_may_read_the_code_and_nothing_more(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["permissions"] == {"contents": "read"}
        assert job["timeout-minutes"] <= 60


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_commit_and_names_its_version(path: Path) -> None:
    used = re.findall(r"uses: (.+)", text(path))
    assert used
    pinned = r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+"
    assert [action for action in used if not re.fullmatch(pinned, action)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_runs_commands_that_anybody_can_run(path: Path) -> None:
    steps = [step for job in load(path)["jobs"].values() for step in job["steps"]]
    commands = [step["run"] for step in steps if "run" in step]
    assert commands
    for command in commands:
        program, script, command_name, *arguments = command.split()
        assert (program, script) == ("python3", "dev.py")
        assert command_name in {"audit", "check", "test"}
        assert [folder for folder in arguments if not (ROOT / folder).exists()] == []


def test_dependabot_knows_every_npm_lock_and_the_actions() -> None:
    rules = load(ROOT / ".github" / "dependabot.yml")["updates"]
    known = {rule["package-ecosystem"]: rule for rule in rules}
    locks = {f"/{name(path.parent)}" for path in listed() if path.name == "package-lock.json"}
    assert set(known["npm"]["directories"]) == locks
    assert known["github-actions"]["directory"] == "/"

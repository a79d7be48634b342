"""All workflows: least permissions, actions pinned, files that exist. zizmor checks the rest."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.repository import ROOT, listed, name, text
from tests.workflows import (
    CALLED,
    DEPLOYMENTS,
    FOLDER,
    ON,
    TIERS,
    WORKFLOWS,
    called,
    jobs,
    load,
    runs,
    steps,
)

EACH = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
# These exchange GitHub's token for another one.
KEYLESS = ("google-github-actions/auth@", "pypa/gh-action-pypi-publish@")


def test_each_tier_has_a_test_and_a_deployment_and_nothing_is_left_to_no_workflow() -> None:
    tests = [FOLDER / f"{tier}.yml" for tier in TIERS]
    others = [FOLDER / f"{other}.yml" for other in ("audit", "everything", "release")]
    assert sorted([*tests, *DEPLOYMENTS, *others]) == WORKFLOWS


@pytest.mark.parametrize("tier", TIERS)
def test_workflow_of_a_tier_runs_for_its_files_and_its_tests(tier: str) -> None:
    path = FOLDER / f"{tier}.yml"
    tests = tier if tier == "component" else f"tests/{tier}"
    assert tests in runs(jobs(path)["test"])[-1].split()
    assert {f"{tier}/**", name(path)} <= set(load(path)[ON]["pull_request"]["paths"])
    assert "workflow_call" in load(path)[ON]


@EACH
def test_filters_name_files_that_exist(path: Path) -> None:
    patterns = [
        pattern
        for event in load(path)[ON].values()
        if isinstance(event, dict)
        for pattern in event.get("paths", [])
    ]
    assert [pattern for pattern in patterns if not list(ROOT.glob(pattern))] == []


@EACH
def test_job_may_do_what_its_steps_need_and_nothing_more(path: Path) -> None:
    assert load(path)["permissions"] == {}
    for job in jobs(path).values():
        assert job["permissions"] == needed(job)
        assert called(job) or job["timeout-minutes"] <= 60


def needed(job: dict[str, Any]) -> dict[str, str]:
    used = [step.get("uses", "") for step in steps(job)]
    needs = {
        "contents": called(job) or any(use.startswith("actions/checkout@") for use in used),
        "statuses": any(re.search(r"gh api \S+/status", command) for command in runs(job)),
    }
    writes = {"id-token": any(use.startswith(KEYLESS) for use in used)}
    return {
        **{scope: "read" for scope, is_needed in needs.items() if is_needed},
        **{scope: "write" for scope, is_needed in writes.items() if is_needed},
    }


@EACH
def test_secrets_are_for_jobs_with_an_environment(path: Path) -> None:
    workflow = load(path)
    for job in workflow.pop("jobs").values():
        assert "environment" in job or "secrets" not in yaml.dump(job)
    assert "secrets" not in yaml.dump(workflow)


@EACH
def test_every_action_is_pinned_by_its_commit_and_names_its_version(path: Path) -> None:
    used = re.findall(r"\buses: (.+)", text(path))
    assert used
    others = [use for use in used if not (CALLED.fullmatch(use) and called({"uses": use}))]
    pinned = r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+"
    assert [use for use in others if not re.fullmatch(pinned, use)] == []


def test_every_workflow_uses_the_same_version_of_an_action() -> None:
    used = {use for path in WORKFLOWS for use in re.findall(r"\buses: (.+@.+)", text(path))}
    assert len(used) == len({use.partition("@")[0] for use in used})


@EACH
def test_called_workflow_is_there_and_has_another_group(path: Path) -> None:
    group = load(path)["concurrency"]["group"]
    for other in filter(None, map(called, jobs(path).values())):
        # github.workflow is the caller's name in both: in one group, each would wait for the other.
        assert load(other)["concurrency"]["group"] != group


@pytest.mark.parametrize(
    "path",
    [path for path in WORKFLOWS if "environment:" not in text(path)],
    ids=lambda path: path.name,
)
def test_workflow_runs_commands_that_anybody_can_run(path: Path) -> None:
    commands = [command for job in jobs(path).values() for command in runs(job)]
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

"""The workflows that deploy or publish: after the tests, one at a time, without a key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.repository import ROOT, listed, name, text
from tests.workflows import (
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

WITH_ENVIRONMENT = [
    path for path in WORKFLOWS if any("environment" in job for job in jobs(path).values())
]
EACH = pytest.mark.parametrize("path", WITH_ENVIRONMENT, ids=lambda path: path.name)


def test_only_deployments_and_releases_have_an_environment() -> None:
    assert sorted([*DEPLOYMENTS, FOLDER / "release.yml"]) == WITH_ENVIRONMENT


@pytest.mark.parametrize("tier", TIERS)
def test_deployment_of_a_tier_runs_for_its_files_after_its_tests(tier: str) -> None:
    path = FOLDER / f"deploy_{tier}.yml"
    triggers = load(path)[ON]
    assert triggers.keys() == {"push", "workflow_dispatch"}
    assert triggers["push"]["branches"] == ["main"]
    assert {f"{tier}/**", name(path)} <= set(triggers["push"]["paths"])
    assert called(jobs(path)["test"]) == FOLDER / f"{tier}.yml"
    assert jobs(path)["deploy"]["environment"] == "production"


@EACH
def test_job_with_an_environment_needs_the_tests(path: Path) -> None:
    all_jobs = jobs(path)
    for job in all_jobs.values():
        needed = job
        while "environment" in job and not called(needed):
            needed = all_jobs[needed["needs"]]


@EACH
def test_deployment_is_never_cancelled(path: Path) -> None:
    assert load(path)["concurrency"]["cancel-in-progress"] is False


@pytest.mark.parametrize("path", DEPLOYMENTS, ids=lambda path: path.name)
def test_doctor_is_the_last_step(path: Path) -> None:
    assert "python -m gatepost doctor" in steps(jobs(path)["deploy"])[-1]["run"]


def test_variables_are_what_terraform_puts_out_and_the_docs_name() -> None:
    used = {used for path in WORKFLOWS for used in re.findall(r"vars\.(\w+)", text(path))}
    made = {
        variable
        for module in ("functions", "example")
        for variable in re.findall(
            r"^    (\w+) +=", text(ROOT / f"infra/{module}/outputs.tf"), re.MULTILINE
        )
    }
    docs = "\n".join(text(page) for page in listed() if page.parent == ROOT / "docs/deploy")
    assert used
    assert used - made <= {"GATEPOST_API_GOOGLE_IDENTITY"}
    assert [variable for variable in sorted(used) if f"`{variable}`" not in docs] == []


def test_command_that_deploys_the_functions_is_the_documented_one() -> None:
    [command] = [
        command
        for command in runs(jobs(FOLDER / "deploy_functions.yml")["deploy"])
        if command.startswith("gcloud")
    ]
    assert f"`{command.removesuffix(' --quiet')}`" in text(ROOT / "docs/deploy/functions.md")


def test_release_is_published_only_if_its_tag_is_its_version() -> None:
    release = FOLDER / "release.yml"
    assert load(release)[ON] == {"push": {"tags": ["v*"]}}
    build, publish = jobs(release)["build"], jobs(release)["publish"]
    assert 'test -f "dist/gatepost-${GITHUB_REF_NAME#v}.tar.gz"' in runs(build)
    assert "python -m infra.local.package dist" in runs(build)
    assert publish["needs"] == "build"
    assert runs(publish) == []

"""The workflows, as GitHub reads them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from tests.repository import ROOT, text

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.iterdir())
TIERS = ("streamlit_app", "component", "functions")
DEPLOYMENTS = [FOLDER / f"deploy_{tier}.yml" for tier in TIERS]
ON = True  # YAML 1.1 reads the key "on" as true
CALLED = re.compile(r"\$/\.github/workflows/(\w+\.yml)")


def load(path: Path) -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load(text(path))
    return loaded


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = load(path)["jobs"]
    return found


def steps(job: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = job.get("steps", [])
    return found


def runs(job: dict[str, Any]) -> list[str]:
    return [step["run"] for step in steps(job) if "run" in step]


def called(job: dict[str, Any]) -> Path | None:
    """Return the workflow of this repository that a job calls."""
    name = CALLED.fullmatch(job.get("uses", ""))
    return FOLDER / name[1] if name else None

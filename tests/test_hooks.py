"""The hooks of .pre-commit-config.yaml: the checks, and the rule of commit messages."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.repository import ROOT, text

CONFIG = yaml.safe_load(text(ROOT / ".pre-commit-config.yaml"))
HOOKS: dict[str, dict[str, Any]] = {h["id"]: h for repo in CONFIG["repos"] for h in repo["hooks"]}


def is_refused(message: str) -> bool:
    """Search as pre-commit's pygrep does with --multiline: a match is a mistake."""
    entry = HOOKS["commit-message"]["entry"].encode()
    return bool(re.search(entry, message.encode(), re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize(
    ("message", "refused"),
    [
        ("Add a route", False),
        ("Add a route\n", False),
        ("Add a route\n\nPollers need it.\nTwo lines.\n", False),
        ("Add a route\n# Please enter the commit message\n", False),
        ("Add a route\n\n" + "x" * 100, False),
        ("x" * 72 + "\n", False),
        ("x" * 73 + "\n", True),
        ("Add a route\nPollers need it.\n", True),
    ],
)
def test_message_has_a_short_subject_and_a_blank_line_below(message: str, refused: bool) -> None:
    assert is_refused(message) is refused


def test_hooks_run_the_checks_and_read_the_message() -> None:
    assert CONFIG["default_install_hook_types"] == ["pre-commit", "commit-msg"]
    assert HOOKS["check"]["entry"] == "python3 dev.py check --fix"
    hook = HOOKS["commit-message"]
    assert (hook["language"], hook["args"]) == ("pygrep", ["--multiline"])
    assert hook["stages"] == ["commit-msg"]

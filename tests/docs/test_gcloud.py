"""gcloud understands every command of the docs and workflows, and uploads only what is needed."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository import ROOT, listed, name, text
from tests.workflows import WORKFLOWS, jobs, runs

PARSE = Path(__file__).with_name("parse_gcloud.py")
LEFT_BEHIND = {".env.example", ".gcloudignore", "README.md", "openapi.yaml", "requirements.in"}


def run(*command: str, settings: Path, given: str = "") -> str:
    env = {**os.environ, "CLOUDSDK_CONFIG": str(settings)}
    done = subprocess.run(
        command, cwd=ROOT, env=env, input=given, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def is_installed(capsys: pytest.CaptureFixture[str]) -> bool:
    """Return whether there is a gcloud, and print if not: dev.py can't install it from PyPI."""
    if shutil.which("gcloud"):
        return True
    with capsys.disabled():
        sys.stdout.write("\ngcloud is not installed, so it has not checked the commands.\n")
    return False


def commands() -> Iterator[tuple[str, str]]:
    for page in listed():
        if page.suffix == ".md":
            for block in re.findall(r"^ *```sh\n(.*?)^ *```", text(page), re.DOTALL | re.MULTILINE):
                lines = block.replace("\\\n", " ").splitlines()
                yield from ((name(page), part) for line in lines for part in line.split("|"))
            for command in re.findall(r"`(gcloud [^`]+)`", text(page)):
                yield name(page), command
    for path in WORKFLOWS:
        for job in jobs(path).values():
            yield from ((name(path), command) for command in runs(job))


COMMANDS = [
    (place, arguments)
    for place, command in commands()
    # Some in the text are only the beginning of one.
    if command.strip().startswith("gcloud ") and "…" not in command
    if len(arguments := shlex.split(command)) > 3
]


def test_every_command_is_one_of_gcloud(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(COMMANDS) > 30
    if not is_installed(capsys):
        return
    where = ("gcloud", "info", "--format=value(basic.python_location, installation.sdk_root)")
    python, root = run(*where, settings=tmp_path).split()
    given = json.dumps([arguments[1:] for _, arguments in COMMANDS])
    parse = (python, "-S", str(PARSE), f"{root}/lib")
    are_commands = json.loads(run(*parse, settings=tmp_path, given=given))
    wrong = [
        f"{place}: {shlex.join(arguments)}"
        for (place, arguments), is_command in zip(COMMANDS, are_commands, strict=True)
        if not is_command
    ]
    assert wrong == []


def test_documents_and_examples_are_not_uploaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not is_installed(capsys):
        return
    uploaded = run("gcloud", "meta", "list-files-for-upload", "functions", settings=tmp_path)
    functions = ROOT / "functions"
    inside = {
        path.relative_to(functions).as_posix()
        for path in listed()
        if path.is_relative_to(functions)
    }
    assert set(uploaded.split()) == inside - LEFT_BEHIND

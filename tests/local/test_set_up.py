"""The steps of the set-up: what they show, when they are skipped and how they fail."""

import argparse
import dataclasses
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.local import LocalRunError, commands, python_packages, step, toolchain
from infra.local.browser import installed_browsers, works
from infra.local.foreground import clean_environment, run_in_foreground
from infra.local.step import Step, run_step
from infra.local.tiers import DEMO
from infra.local.toolchain import is_newer

from .stand_ins import ROOT


def make_step(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str) -> Step:
    monkeypatch.setattr(step, "log_path", lambda _offset, name: tmp_path / f"{name}.log")
    reasons = {"EAI_AGAIN": "There is no network."}
    command = (sys.executable, "-c", program)
    return Step("Doing it", "it", command, cwd=tmp_path, reasons=reasons)


def test_step_shows_what_it_does_and_for_how_long(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_step(make_step(monkeypatch, tmp_path, "print('noise')"))
    first, last = capsys.readouterr().out.splitlines()
    assert first == "Doing it …"
    assert re.fullmatch(r"Doing it: done \(\d+\.\d s\)", last)


def test_step_that_fails_for_a_known_reason_says_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    failing = make_step(monkeypatch, tmp_path, "exit('getaddrinfo EAI_AGAIN')")
    with pytest.raises(LocalRunError, match=r"^There is no network\. The whole output is in "):
        run_step(failing)


def test_step_that_fails_otherwise_shows_its_last_lines(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(LocalRunError, match=r"^Doing it failed\. Its last lines:\n    odd$"):
        run_step(make_step(monkeypatch, tmp_path, "exit('odd')"))


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("No module named pip", "apt install python3-pip"),
        ("NewConnectionError('<pip...>: Failed to establish a new connection", "no package reg"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "is not the one that"),
        ("cause: error sending request for url (https://pypi.org/x)", "no package registry"),
        (
            "Failed to download `x==1`\ncause: Hash mismatch for `x==1`",
            "is not the one that",
        ),
        ("error: Failed to build `x==1`\ncause: error sending request", "install a C compiler"),
    ],
)
def test_reasons_of_pip_and_uv_are_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, output: str, sentence: str
) -> None:
    failing = make_step(monkeypatch, tmp_path, f"exit({output!r})")
    with pytest.raises(LocalRunError, match=sentence):
        run_step(dataclasses.replace(failing, reasons=python_packages.REASONS))


def test_second_set_up_waits_for_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = tmp_path / "lock"
    holder_program = f"""
from pathlib import Path
from infra.local.toolchain import set_up_lock
with set_up_lock(Path({str(lock)!r})):
    print("held", flush=True)
    input()
"""
    with subprocess.Popen(
        [sys.executable, "-c", holder_program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdin
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        waiter = subprocess.Popen(
            [sys.executable, "-c", holder_program.replace("input()", "")],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        with waiter:
            assert waiter.stdout
            assert "waiting for it" in waiter.stdout.readline()
            holder.communicate("\n")
            assert waiter.stdout.readline() == "held\n"
    with toolchain.set_up_lock(lock):
        assert capsys.readouterr().out == ""


def test_what_was_made_is_newer_than_its_sources_until_one_changes(tmp_path: Path) -> None:
    folder, made = tmp_path / "sources", tmp_path / "made"
    folder.mkdir()
    source = folder / "a"
    source.touch()
    assert not is_newer(made, [source])
    made.touch()
    assert is_newer(made, [source])
    later = made.stat().st_mtime + 1
    os.utime(source, (later, later))
    assert not is_newer(made, [source])


def test_every_source_of_the_component_counts_and_nothing_that_tools_make() -> None:
    names = {p.relative_to(toolchain.COMPONENT).as_posix() for p in toolchain.component_sources()}
    assert {"frame/hero/hero.tsx", "env.ts", "package-lock.json", "pages/api", "public"} < names
    assert not any("node_modules" in name or ".next" in name for name in names)
    assert "frame/bundles.gen.json" not in names


# Node packages


@pytest.mark.parametrize(
    ("command", "packages"),
    [(commands.up, toolchain.PACKAGES), (commands.test, toolchain.TEST_PACKAGES)],
)
def test_packages_of_the_tests_are_installed_for_the_tests_alone(
    command: Callable[[argparse.Namespace], int],
    packages: tuple[Path, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installed: list[Path] = []

    def run(step: Step) -> None:
        if not step.name.startswith("npm"):
            raise LocalRunError("enough")
        installed.append(step.cwd)

    monkeypatch.setattr(commands, "check_ports", lambda *_: None)
    monkeypatch.setattr(toolchain, "is_newer", lambda *_: False)
    monkeypatch.setattr(toolchain, "run_step", run)
    asked = {"port_offset": 0, "watch": False, "engines": False, "app": DEMO}
    with pytest.raises(LocalRunError, match="enough"):
        command(argparse.Namespace(**asked, rest=[]))
    assert installed == list(packages)
    assert (ROOT / "tests" in installed[-1].parents) == (command is commands.test)


# Browser


def install(folder: Path, name: str, exit_code: int = 0) -> Path:
    program = folder / name
    program.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    program.chmod(0o755)
    return program


def test_browsers_are_tried_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    chosen = install(tmp_path, "chosen")
    monkeypatch.setenv("GATEPOST_BROWSER", str(chosen))
    chromium = install(tmp_path, "chromium")
    chrome = install(tmp_path, "google-chrome")
    assert list(installed_browsers()) == [chosen, chrome, chromium]


def test_browser_that_does_not_start_is_passed_over(tmp_path: Path) -> None:
    assert works(install(tmp_path, "good"))
    assert not works(install(tmp_path, "stub", exit_code=1))
    assert not works(tmp_path / "missing")


# Foreground


def test_exit_code_is_passed_on() -> None:
    assert run_in_foreground([sys.executable, "-c", "exit(3)"]) == 3


def test_settings_of_a_deployment_do_not_reach_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTH0_ISSUER", "https://stray.example/")
    monkeypatch.setenv("GATEPOST_API_URL", "https://stray.example/")
    assert not any("stray.example" in value for value in clean_environment().values())
    assert clean_environment()["PATH"] == os.environ["PATH"]

"""The sealing secret of a local run: generated, kept for the user alone, in no build."""

import dataclasses
import re
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from infra.local import Running, tiers, toolchain
from infra.local.step import Step
from infra.local.toolchain import ensure_secret
from tests.rig.ready import wait_ready

from .stand_ins import fake_tier


def test_secret_is_32_octets_in_hex_for_the_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "run" / "secret"
    ensure_secret(file)
    assert re.fullmatch(r"[0-9a-f]{64}", file.read_text("ascii"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [entry.name for entry in file.parent.iterdir()] == ["secret"]


def test_each_file_has_a_secret_of_its_own_that_stays(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    ensure_secret(one)
    ensure_secret(two)
    kept = one.read_text("ascii")
    ensure_secret(one)
    assert one.read_text("ascii") == kept != two.read_text("ascii")


def test_settings_in_the_source_hold_no_sealing_secret() -> None:
    assert "GATEPOST_SECRET" not in tiers()[2].env


def test_process_gets_the_secret_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    ensure_secret(file)
    body = "import os; print(len(os.environ['KEPT']), flush=True); server.serve_forever()"
    tier = dataclasses.replace(fake_tier("secretive", body), secrets={"KEPT": file})
    with Running(tier, tmp_path / "log") as running:
        wait_ready(running)
    assert "64" in (tmp_path / "log").read_text("utf-8").split()


def test_build_has_the_secret_and_does_not_depend_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret"
    env = {**tiers()[2].env, "NEXT_DIST_DIR": "build"}
    component = dataclasses.replace(tiers()[2], env=env, secrets={"GATEPOST_SECRET": file})
    built: list[Mapping[str, str]] = []

    def build(step: Step) -> None:
        (tmp_path / "build").mkdir()
        (tmp_path / "bundles").touch()
        built.append(step.env)

    monkeypatch.setattr(toolchain, "tiers", lambda _offset: (component,))
    monkeypatch.setattr(toolchain, "COMPONENT", tmp_path)
    monkeypatch.setattr(toolchain, "BUNDLES", tmp_path / "bundles")
    monkeypatch.setattr(toolchain, "component_sources", list)
    monkeypatch.setattr(toolchain, "run_step", build)
    for _start in range(2):
        toolchain.prepare(0, folders=())
        file.unlink()
    assert [len(env["GATEPOST_SECRET"]) for env in built] == [64]

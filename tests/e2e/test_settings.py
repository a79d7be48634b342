"""The component does not start with a setting missing: it says which one, and what to do."""

from __future__ import annotations

import subprocess

import pytest

from infra.local.tiers import TEST_OFFSET, Tier, tiers

UNUSED = TEST_OFFSET + 7


def _component(offset: int) -> Tier:
    return next(tier for tier in tiers(offset) if tier.name == "component")


@pytest.mark.parametrize(
    "setting", ["AUTH0_ISSUER", "AUTH0_CLIENT_SECRET", "GATEPOST_SECRET", "GATEPOST_APPS"]
)
def test_missing_setting_is_named_and_the_component_ends(setting: str) -> None:
    # Ports nobody listens on, and the settings that the component was built with.
    free, built = _component(UNUSED), _component(TEST_OFFSET)
    env = {**built.environment(), setting: ""}
    ended = subprocess.run(
        free.command, cwd=free.cwd, env=env, capture_output=True, text=True, timeout=30, check=False
    )
    output = ended.stdout + ended.stderr
    assert ended.returncode != 0
    assert f"{setting} is missing" in output
    assert "    at " not in output

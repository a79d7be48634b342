"""A tier with a setting missing does not start: it says which one, and what to do."""

from __future__ import annotations

import subprocess

import pytest

from infra.local.tiers import TEST_OFFSET, Tier, tiers

UNUSED = TEST_OFFSET + 7


def _tier(name: str, offset: int) -> Tier:
    return next(tier for tier in tiers(offset) if tier.name == name)


@pytest.mark.parametrize(
    ("tier_name", "setting"),
    [
        ("component", "AUTH0_ISSUER"),
        ("component", "AUTH0_CLIENT_SECRET"),
        ("component", "GATEPOST_SECRET"),
        ("component", "GATEPOST_APPS"),
        ("functions", "AUTH0_ISSUER"),
        ("functions", "AUTH0_AUDIENCE"),
    ],
)
def test_missing_setting_is_named_and_the_tier_ends(tier_name: str, setting: str) -> None:
    # Ports nobody listens on, and the settings that the component was built with.
    free, built = (_tier(tier_name, offset) for offset in (UNUSED, TEST_OFFSET))
    env = {**built.environment(), setting: ""}
    ended = subprocess.run(
        free.command, cwd=free.cwd, env=env, capture_output=True, text=True, timeout=30, check=False
    )
    output = ended.stdout + ended.stderr
    assert ended.returncode != 0
    assert f"{setting} is missing" in output
    assert "Traceback" not in output
    assert "    at " not in output

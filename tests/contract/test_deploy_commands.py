"""The deploy commands of the README admit known clients only, with short-lived tokens."""

import re

import pytest

from gatepost_api.routes import PUBLIC
from gatepost_api.targets import TARGETS
from tests.repository import ROOT, listed, text

COMMAND = re.compile(r"^gcloud (?:run|functions) deploy (?:.*\\\n)*.*$", re.MULTILINE)


def target_of(command: str) -> str:
    named = re.search(r"--(?:function|entry-point) (\w+)", command)
    assert named, f"no target: {command}"
    return named[1]


COMMANDS = [
    command
    for page in listed()
    if page.suffix == ".md"
    for command in COMMAND.findall(text(page))
    if any(route.scopes is not PUBLIC for route in TARGETS[target_of(command)].values())
]


def test_every_protected_target_has_its_deploy_commands() -> None:
    deployed = [target_of(command) for command in COMMANDS]
    protected = {"api", "pong", "pong_scoped"}
    assert {target for target in protected if deployed.count(target) >= 2} == protected


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("setting", ["AUTH0_ISSUER", "AUTH0_AUDIENCE", "ALLOWED_CLIENT_IDS"])
def test_a_protected_target_is_deployed_with(setting: str, command: str) -> None:
    assert re.search(rf"[;,' ]{setting}=[^;,' ]", command), command


def test_access_tokens_are_given_a_short_life() -> None:
    readme = text(ROOT / "functions" / "README.md")
    lives = re.findall(r"^auth0 apis update \S+ --token-lifetime (\d+)$", readme, re.MULTILINE)
    assert [5 * 60 <= int(seconds) <= 15 * 60 for seconds in lives] == [True]

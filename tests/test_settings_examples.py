"""The example of each tier's settings: complete, commented, good for a local run only."""

from __future__ import annotations

import re
import subprocess
import tomllib
from urllib.parse import parse_qs

import pytest

from gatepost.settings import parse_settings
from gatepost_api.settings import SettingsError, read_audit_salt, read_auth_settings
from tests.repository import ROOT, text
from tests.test_house import component_settings, functions_settings, streamlit_settings

COMPONENT, FUNCTIONS = "component/.env.example", "functions/.env.example"
STREAMLIT = "streamlit_app/.streamlit/secrets.example.toml"
SETTINGS = {
    COMPONENT: component_settings(),
    FUNCTIONS: functions_settings() - {"DEBUG"},  # read only to be refused
    STREAMLIT: {name for name in streamlit_settings() if name.islower()},
}
# Only the last may be a table of its own, which is commented out: it is a key.
NAME = re.compile(r"^(?:(\w+) ?=|# \[gatepost\.(\w+)\]$)", re.MULTILINE)
README_ROW = re.compile(r"^\|(?: `GATEPOST_\w+` \| | none \| | )`(\w+)` \|", re.MULTILINE)
ENV = dict(re.findall(r"^(\w+)=(.*)$", text(ROOT / FUNCTIONS), re.MULTILINE))


def names(example: str) -> list[str]:
    return ["".join(found) for found in NAME.findall(text(ROOT / example))]


@pytest.mark.parametrize("example", SETTINGS)
def test_example_and_readme_name_every_setting_once(example: str) -> None:
    assert sorted(names(example)) == sorted(SETTINGS[example])
    readme = text(ROOT / example.partition("/")[0] / "README.md")
    assert set(README_ROW.findall(readme)) >= SETTINGS[example]


@pytest.mark.parametrize("example", SETTINGS)
def test_only_examples_may_be_committed(example: str) -> None:
    own = example.replace(".env.example", ".env").replace("secrets.example", "secrets")
    for file, is_ignored in ((example, False), (own, True)):
        command = ["git", "-C", str(ROOT), "check-ignore", "--quiet", "--no-index", file]
        assert (subprocess.run(command, check=False).returncode == 0) is is_ignored


def test_functions_take_their_example_here_and_refuse_it_on_cloud_run() -> None:
    assert read_auth_settings(ENV).rules.issuer == ENV["AUTH0_ISSUER"]
    assert read_audit_salt(ENV) == ENV["AUDIT_SALT"]
    on_cloud_run = {**ENV, "K_SERVICE": "gatepost-api"}
    with pytest.raises(SettingsError, match="AUTH0_ISSUER is a loopback address"):
        read_auth_settings(on_cloud_run)
    with pytest.raises(SettingsError, match="AUDIT_SALT is a sample"):
        read_audit_salt(on_cloud_run)


def test_app_takes_its_example() -> None:
    values = tomllib.loads(text(ROOT / STREAMLIT))["gatepost"]
    settings = parse_settings(values)
    assert settings.component_url == values["component_url"]
    assert (settings.google_account, settings.proxy_url) == (None, None)


def test_deploy_button_asks_for_what_the_component_requires() -> None:
    page = text(ROOT / "docs/deploy/component.md")
    [query] = re.findall(r"\(https://vercel\.com/new/clone\?([^)]+)\)", page)
    asked = parse_qs(query)
    source = text(ROOT / "component/env.ts")
    required = re.findall(r"^  ([A-Z]\w+): (?:setting\(|keys,|rows,)", source, re.MULTILINE)
    assert asked["env"] == [",".join(required)]
    assert asked["root-directory"] == ["component"]

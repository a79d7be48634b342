"""A deployment of the app under an open page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from gatepost.wire.events import VERSION
from infra.local.contract import scripts
from infra.local.running import Running
from infra.local.tiers import ROOT
from tests.e2e.hero_page import HeroPage
from tests.e2e.stack import Stack
from tests.rig.ready import wait_ready

pytestmark = pytest.mark.slow

NEXT = VERSION + 1
COMPONENT = ROOT / "component"


def of_version(version: int, path: Path) -> str:
    """The text of a source of the contract, of another version."""
    return re.sub(r"(?<=VERSION)(: Final)? = \d+", rf"\1 = {version}", path.read_text("utf-8"))


def speak(app: Path, version: int) -> None:
    """Have a copy of the app speak another version of the contract."""
    package, copy = app / "gatepost", app.with_name("component")
    for folder in ("host", "wire"):
        shutil.copytree(COMPONENT / folder, copy / folder, dirs_exist_ok=True)
    contract, events = copy / "wire" / "contract.gen.ts", package / "wire" / "events.py"
    contract.write_text(of_version(version, contract), "utf-8")
    for path, script in scripts(copy / "host").items():
        (package / path.name).write_text(script, "utf-8")
    # Python tells a file of the same second and size from its compiled one by nothing.
    shutil.rmtree(events.parent / "__pycache__", ignore_errors=True)
    events.write_text(of_version(version, events), "utf-8")  # Streamlit sees this one


def restart(running: Running) -> None:
    """What most places do: the Python session is another one."""
    running.stop()
    wait_ready(running.start())


def reload(running: Running) -> None:
    """What Community Cloud does: Streamlit sees changed files, and the Python session stays."""


@pytest.mark.parametrize(("deploy", "version"), [(restart, 0), (restart, NEXT), (reload, NEXT)])
def test_open_page_names_both_releases_and_goes_on_when_they_fit_again(
    stack: Stack,
    browser: BrowserContext,
    tmp_path: Path,
    deploy: Callable[[Running], None],
    version: int,
) -> None:
    app = shutil.copytree(ROOT / "streamlit_app", tmp_path / "streamlit_app")
    with stack.showing(app / "app.py") as running:
        hero = HeroPage(browser, stack.url("streamlit"))
        hero.start_burst(100, 10, 0)
        hero.expect_handled(100)
        speak(app, version)
        deploy(running)
        hero.run_until(lambda: notices(hero, version).count() == 2)
        expect(hero.page.locator("iframe")).to_have_count(2)
        speak(app, VERSION)
        deploy(running)
        hero.run_until(lambda: notices(hero, version).count() == 0)
        hero.expect_ready()
        expect(hero.page.locator("iframe")).to_have_count(2)
        hero.start_burst(90, 10, 0)
        hero.expect_handled(90)
        assert hero.loads == 1
        assert not [line for line in hero.console if "page error" in line]


def notices(hero: HeroPage, version: int) -> Locator:
    """What stands in place of the two frames."""
    text = f"another release (contract {VERSION}) than this app (contract {version})"
    return hero.page.get_by_role("alert").filter(has_text=text)

"""The documentation site as built, opened from its folder: search, diagrams, accessibility."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, ViewportSize, expect

import gatepost
import gatepost.testing
from infra.local.docs import sphinx
from tests.e2e.access import is_cut_off, violations
from tests.e2e.browser import chromium
from tests.repository import ROOT, text

pytestmark = pytest.mark.slow

PAGES = ("index", "step-up", "api")
WIDER = "(element) => element.scrollWidth > element.clientWidth"
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = sphinx("html", folder)
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    return folder / "html"


@pytest.fixture
def browser(playwright: Playwright) -> Iterator[BrowserContext]:
    """A browser that reaches no host at all."""
    with chromium(playwright, ("--host-resolver-rules=MAP * ~NOTFOUND",)) as context:
        yield context


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    """A page that requests nothing but files."""
    page, requested = browser.new_page(), list[str]()
    page.on("request", lambda request: requested.append(request.url))
    yield page
    assert requested
    assert [url for url in requested if not url.startswith(("file:", "data:"))] == []


def open_page(page: Page, site: Path, name: str) -> None:
    page.goto((site / "docs" / f"{name}.html").as_uri())


def test_search_finds_a_term(page: Page, site: Path) -> None:
    open_page(page, site, "index")
    page.get_by_placeholder("Search").fill("AudienceNotGranted")
    page.keyboard.press("Enter")
    results = page.locator("#search-results")
    expect(results.get_by_role("link", name="Calling APIs")).to_be_visible()
    results.get_by_role("link", name=re.compile("gatepost.AudienceNotGranted")).first.click()
    expect(page.locator("h1")).to_contain_text("API reference")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_is_accessible(page: Page, site: Path, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    for name in PAGES:
        open_page(page, site, name)
        expect(page.locator("div.mermaid > svg")).to_have_count(int(name == "step-up"))
        assert (name, violations(page)) == (name, [])


def test_every_page_fits_a_phone_with_its_diagrams(page: Page, site: Path) -> None:
    page.set_viewport_size(PHONE)
    drawn = 0
    for file in sorted(site.rglob("*.html")):
        page.goto(file.as_uri())
        places = page.locator("div.mermaid").count()
        expect(page.locator("div.mermaid > svg[aria-label]")).to_have_count(places)
        assert not is_cut_off(page), file.name
        # What is too wide scrolls there, and the document does not grow.
        assert not page.locator(".content").evaluate(WIDER), file.name
        drawn += places
    assert drawn > 15


@pytest.mark.parametrize("face", [gatepost, gatepost.testing], ids=lambda face: face.__name__)
def test_every_public_name_stands_in_the_api_reference(site: Path, face: ModuleType) -> None:
    page = text(site / "docs" / "api.html")
    found = set(re.findall(rf'id="{re.escape(face.__name__)}\.(\w+)"', page))
    assert found - {"testing"} == set(face.__all__)

"""The example of docs/extend.md, built and run as the page says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from infra.local.tiers import ROOT
from tests.e2e.access import violations
from tests.e2e.app_page import AppPage
from tests.e2e.clone import UP, Clone, blocks

pytestmark = pytest.mark.slow

# On the file system of the installed packages, which are linked; git and the tools leave it out.
FOLDER = ROOT / ".run" / "extend"


@pytest.fixture(scope="module")
def clone() -> Iterator[Clone]:
    """A clone in which the example was followed to its end: every check and test of it passed."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    clone = Clone(FOLDER)
    for block in blocks("The example"):
        clone.follow(block)
    yield clone
    shutil.rmtree(FOLDER)


def test_poll_is_held_in_the_browser(clone: Clone, browser: BrowserContext) -> None:
    assert any(UP in block.text.splitlines() for block in blocks("The example"))
    with clone.up() as url:
        page = AppPage(browser, f"{url}/poll").page
        poll = page.frame_locator("iframe[title='Poll']")
        expect(poll.get_by_text("No question yet.")).to_be_visible()
        page.get_by_label("Question").fill("Tea <b>or</b> coffee?")
        page.get_by_role("button", name="Ask").click()
        expect(poll.get_by_text("Tea <b>or</b> coffee?")).to_be_visible()
        for choice in ("Yes", "No", "Yes"):
            poll.get_by_role("button", name=choice, exact=True).click()
        expect(page.get_by_test_id("stMetricValue")).to_have_text(["2", "1"])
        poll.get_by_role("button", name="Show the result").click()
        expect(poll.get_by_text("Yes: 2, No: 1")).to_be_visible()
        poll.get_by_role("button", name="Until when?").click()
        expect(poll.get_by_text("The poll closes on Friday")).to_be_visible()
        document = next(frame for frame in page.frames if "/frame/poll?" in frame.url)
        assert violations(page) == []
        assert violations(document) == []


def test_field_that_only_one_side_knows_is_an_error_on_both(clone: Clone) -> None:
    mistake, commands, output = blocks("A field that only one side knows")
    contract, check = commands.text.splitlines()
    clone.follow(mistake)
    try:
        clone.run(contract)
        said = clone.run(check, fails=True)
    finally:
        clone.undo(mistake)
        clone.run(contract)
    lines = output.text.splitlines()
    assert lines
    assert [line for line in lines if line not in said] == []

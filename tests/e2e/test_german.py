"""Everything that a person in a German browser reads is German, in each tier."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, Playwright, ViewportSize, expect

from infra.local.tiers import ROOT
from tests.contract.test_languages import texts
from tests.e2e.access import violations
from tests.e2e.app_page import PASSWORDS, AppPage
from tests.e2e.browser import chromium
from tests.e2e.stack import Stack

pytestmark = pytest.mark.local  # another app than the demo

APP = Path(__file__).with_name("wordless_app.py")
TABLES = (
    "component/frame/messages",
    "component/host/messages",
    "component/server/messages",
    "infra/local/identity_provider/messages",
    "streamlit_app/gatepost/languages",
)
NARROW: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def german(playwright: Playwright, stack: Stack) -> Iterator[BrowserContext]:
    with chromium(playwright, (*stack.browser_flags, "--accept-lang=de-DE,de,en")) as context:
        yield context


class GermanPage(AppPage):
    """The app in that browser."""

    title = "Anmeldung"

    def open_window(self, name: str) -> Page:
        with self.context.expect_page() as opened:
            self.button(name).click()
        opened.value.wait_for_load_state()
        return opened.value


def english() -> list[str]:
    """Texts of every tier that a German page must not contain."""
    folders = [ROOT / table for table in TABLES]
    found = {text for folder in folders for text in texts(folder / "en.json").values()}
    german = " ".join(text for one in folders for text in texts(one / "de.json").values())
    return sorted(text for text in found if "{" not in text and text not in german)


def expect_german(app: AppPage, *windows: Page) -> None:
    """Nothing that is shown now is one of the English texts, and each page names its language."""
    pages: list[Frame | Page] = [app.document, *windows]
    shown = [page.evaluate("document.documentElement.innerText") for page in (app.page, *pages)]
    assert [text for text in english() for one in shown if text in one] == []
    assert [page.evaluate("document.documentElement.lang") for page in pages] == ["de"] * len(pages)


def log_in(window: Page, account: str) -> None:
    window.get_by_label("E-Mail").fill(f"{account}@example.com")
    window.get_by_label("Passwort").fill(PASSWORDS[account])
    window.get_by_role("button", name="Weiter").click(no_wait_after=True)


def test_sign_in_is_german_in_every_tier(stack: Stack, german: BrowserContext) -> None:
    with stack.showing(APP) as streamlit:
        app = GermanPage(german, streamlit.tier.url)
        app.page.set_viewport_size(NARROW)
        expect(app.frame.get_by_text("Sie sind nicht angemeldet.")).to_be_visible()
        expect(app.page.get_by_text("Zum Fortfahren bitte anmelden.")).to_be_visible()
        expect_german(app)

        window = app.open_window("Anmelden")
        expect(window.get_by_role("heading", name="Anmelden")).to_be_visible()
        expect(app.frame.get_by_text("Weiter geht es im neu geöffneten Fenster.")).to_be_visible()
        expect_german(app, window)
        window.close()
        expect(app.frame.get_by_role("alert")).to_contain_text("wurde geschlossen oder")
        expect_german(app)
        assert violations(app.document) == []
        assert app.document.evaluate("document.documentElement.clientWidth === innerWidth")

        relay = app.open_window("Weiter")
        expect(relay.get_by_text("Die App kann das Anmeldefenster nicht sehen")).to_be_visible()
        expect_german(app, relay)
        with german.expect_page() as opened:
            relay.get_by_role("button", name="Anmeldung öffnen").click()
        log_in(opened.value, "guest")
        expect(app.frame.get_by_text("Angemeldet als Seeded Guest")).to_be_visible()
        expect(app.page.get_by_text("Diesem Konto fehlt die Berechtigung read:m")).to_be_visible()
        expect_german(app)

        callback = german.new_page()
        callback.goto(f"{stack.url('component')}/api/auth/callback?code=none&state=none")
        expect(callback.get_by_text("Gibt es kein anderes Fenster, bitte die App")).to_be_visible()
        expect_german(app, callback)


def test_notice_of_the_host_is_german(stack: Stack, german: BrowserContext) -> None:
    with stack.showing(APP) as streamlit, stack.stopped("component"):
        app = GermanPage(german, streamlit.tier.url)
        notice = app.page.get_by_role("alert").filter(has_text="antwortet nicht")
        expect(notice).to_contain_text(f"Die Komponente unter {stack.url('component')}")
        expect(app.page.get_by_role("button", name="Erneut versuchen")).to_be_visible()

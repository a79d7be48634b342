"""The view Zero as a person uses it."""

from __future__ import annotations

from typing import Literal

from playwright.sync_api import BrowserContext, Frame, Locator, Page, expect

Scheme = Literal["light", "dark"]
Twin = Literal["v1", "v2"]
TWINS: tuple[Twin, ...] = ("v1", "v2")
FRAME = "iframe[title='Component Zero, v1']"
IS_DARK = """(dark) => {
  const { backgroundColor } = getComputedStyle(document.querySelector("[data-testid=stApp]"));
  return parseInt(backgroundColor.match(/\\d+/)[0]) < 128 === dark;
}"""
LOOKS = "(element) => {const s = getComputedStyle(element); return [s.color, s.backgroundColor]}"


class ZeroView:
    """The view, on a page that shows it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def card(self, twin: Twin) -> Locator:
        """The twin together with what Python says below it."""
        return self.page.get_by_test_id("stColumn").nth(TWINS.index(twin))

    def root(self, twin: Twin) -> Locator:
        """The elements of the twin itself."""
        if twin == "v1":
            return self.page.frame_locator(FRAME).locator("body")
        return self.card(twin).get_by_test_id("stBidiComponentIsolated")

    def field(self, twin: Twin) -> Locator:
        return self.root(twin).get_by_label(f"Message from {twin}", exact=True)

    def button(self, twin: Twin) -> Locator:
        return self.root(twin).get_by_role("button", name=f"Send from {twin}", exact=True)

    @property
    def count_button(self) -> Locator:
        return self.page.get_by_role("button", name="Count and send to both", exact=True)

    @property
    def frame(self) -> Frame:
        """The document of v1."""
        element = self.page.locator(FRAME).element_handle()
        frame = element.content_frame()
        assert frame
        return frame

    def use_scheme(self, scheme: Scheme) -> None:
        """Have the system light or dark, and wait until app and twins are too."""
        self.page.emulate_media(color_scheme=scheme)
        self.page.wait_for_function(IS_DARK, arg=scheme == "dark")
        color, background = self.page.get_by_test_id("stApp").evaluate(LOOKS)
        expect(self.root("v1")).to_have_css("color", color)
        expect(self.root("v1")).to_have_css("background-color", background)
        expect(self.field("v2")).to_have_css("color", color)

    def send(self, twin: Twin, text: str) -> None:
        """Type a text, send it, and wait until Python shows exactly that."""
        self.field(twin).fill(text)
        self.button(twin).click()
        self.expect_received(twin, text)
        expect(self.root(twin).locator("[role=status]")).to_have_text("Sent.")

    def expect_received(self, twin: Twin, text: str) -> None:
        expect(self.card(twin).locator("code")).to_have_text(text)

    def expect_counter(self, count: int) -> None:
        for twin in TWINS:
            expect(self.root(twin).locator("output")).to_have_text(str(count))


class ZeroPage(ZeroView):
    """One tab with the view, reached from the first page as a person reaches it."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        super().__init__(context.new_page())
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.goto(url)
        self.page.get_by_role("link", name="Components").first.click()
        self.expect_counter(0)

    def expect_no_error(self) -> None:
        expect(self.page.get_by_test_id("stException")).to_have_count(0)
        assert self.errors == []

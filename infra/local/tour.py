"""Film the demo app that ``python3 dev.py up`` runs: a captioned tour of one minute, and a picture.

    .venv/bin/python -m infra.local.tour [PORT_OFFSET]

The sign-in window, which is a window of its own, is drawn over the app.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect, sync_playwright

from infra.local.browser import ensure_browser
from infra.local.tiers import ROOT, SEEDED_ACCOUNTS, tiers

IMAGES = ROOT / "docs" / "images"
WIDTH, HEIGHT, BAR = 800, 840, 56
INK, PAPER, MARK = "#ffffff", "#1f2a44", "#d9480f"
GUEST, READER = "guest@example.com", "reader@example.com"
PASSWORDS = {email: password for email, password, _ in SEEDED_ACCOUNTS}


@dataclass
class Film:
    """The frames of a tour, each with the milliseconds that it stays."""

    page: Page
    frames: list[tuple[Image.Image, int]] = field(default_factory=list)

    def show(
        self,
        caption: str,
        seconds: float,
        *,
        mark: Locator | None = None,
        window: Page | None = None,
    ) -> None:
        """Add a frame: the page with a caption below, a control marked, or a window over it."""
        _settle(self.page)
        picture = Image.new("RGB", (WIDTH, HEIGHT + BAR), PAPER)
        picture.paste(_picture(self.page))
        draw = ImageDraw.Draw(picture)
        if window:
            over = _picture(window)
            left, top = (WIDTH - over.width) // 2, (HEIGHT - over.height) // 2
            picture.paste(over, (left, top))
            edge = (left - 2, top - 2, left + over.width + 1, top + over.height + 1)
            draw.rectangle(edge, outline=PAPER, width=2)
        box = mark.bounding_box() if mark else None
        if box:
            x, y = box["x"], box["y"]
            edges = (x - 5, y - 5, x + box["width"] + 5, y + box["height"] + 5)
            draw.rounded_rectangle(edges, radius=10, outline=MARK, width=3)
        font = ImageFont.load_default(size=21)
        draw.text((WIDTH / 2, HEIGHT + BAR / 2), caption, INK, font, anchor="mm")
        self.frames.append((picture, round(seconds * 1_000)))

    def press(self, target: Locator, caption: str, seconds: float) -> None:
        """Show what is pressed, then press it."""
        self.show(caption, seconds, mark=target)
        target.click()
        self.page.mouse.move(0, 0)

    def save(self, path: Path) -> None:
        """Write the frames as a GIF whose frames share one palette."""
        pictures = [picture for picture, _ in self.frames]
        strip = Image.new("RGB", (WIDTH, (HEIGHT + BAR) * len(pictures)))
        for number, picture in enumerate(pictures):
            strip.paste(picture, (0, (HEIGHT + BAR) * number))
        # The other methods drop the colours of small areas, such as the marks.
        palette = strip.quantize(method=Image.Quantize.MAXCOVERAGE, kmeans=1)
        first, *rest = (one.quantize(palette=palette, dither=Image.Dither.NONE) for one in pictures)
        times = [milliseconds for _, milliseconds in self.frames]
        first.save(path, save_all=True, append_images=rest, duration=times, loop=0, optimize=True)


def make(url: str, executable: Path) -> None:
    """Write ``tour.gif`` and ``demo.png`` from the app at ``url``."""
    with _opened(url, executable, WIDTH, HEIGHT) as page:
        film = Film(page)
        _tour(film)
        film.save(IMAGES / "tour.gif")
    with _opened(f"{url}/auth0", executable, 1100, 1000) as page:
        _sign_in(page, READER)
        for route in ("ping", "pong", "pong-scoped"):
            for way in ("From-Python", "From-the-component"):
                _call(page, way, route)
        _settle(page)
        _picture(page).save(IMAGES / "demo.png", optimize=True)


def _tour(film: Film) -> None:
    page, sign_in = film.page, _frame(film.page, "Sign in")
    expect(sign_in.get_by_role("button")).to_be_visible()
    film.show("A Streamlit app; its sign-in is a page of another server, in a frame", 4)
    page.goto(f"{page.url}auth0")
    page.get_by_label("Draft").fill("Half a sentence")
    expect(sign_in.get_by_role("button")).to_be_visible()
    film.show("Somebody types a draft before signing in", 3)
    _call(page, "From-the-component", "pong")
    film.show("Nobody is signed in: the protected API refuses a call with 401", 4)
    button = sign_in.get_by_role("button", name="Sign in")
    with page.expect_popup() as opened:
        film.press(button, "Sign in: the identity provider opens a window of its own", 3)
    window = opened.value
    _fill_in(window, GUEST)
    film.show("The password goes to nobody but the identity provider", 4, window=window)
    window.get_by_role("button", name="Continue").click(no_wait_after=True)
    expect(page.get_by_text("Hello, Seeded Guest")).to_be_visible()
    film.show("Signed in without a reload: the draft is still there", 5)
    _call(page, "From-Python", "pong")
    film.show("Python calls the API with a token that the browser never gets: 200", 4)
    _call(page, "From-the-component", "pong-scoped").click()
    expect(page.get_by_text("WWW-Authenticate")).to_be_visible()
    film.show("A permission is missing: 403, and the answer says which", 5)
    page.keyboard.press("Escape")
    _messages(film)
    _sequences(film)
    film.press(sign_in.get_by_role("button", name="Sign out"), "Sign out, from any view", 3)
    expect(sign_in.get_by_role("button", name="Sign in")).to_be_visible()
    film.show("Signed out, here and at the identity provider, without a reload", 4)


def _messages(film: Film) -> None:
    page, framed = film.page, _frame(film.page, "Messages")
    page.get_by_role("link", name="Messages").click()
    page.get_by_label("Text", exact=True).fill("Hello from Python")
    send = page.get_by_role("button", name="Send to the page")
    film.press(send, "Messages: a text typed in the app …", 3)
    expect(framed.get_by_text("Hello from Python")).to_be_visible()
    film.show("… appears in the frame, a page of another server", 3.5)
    ask = framed.get_by_role("button", name="Ask Python for the time")
    film.press(ask, "A button in the frame asks Python …", 3)
    expect(framed.get_by_text("Python's time is")).to_be_visible()
    page.mouse.move(WIDTH / 2, HEIGHT - 50)
    page.mouse.wheel(0, 300)
    film.show("… which handles the event exactly once, and answers", 4)


def _sequences(film: Film) -> None:
    page = film.page
    page.get_by_role("link", name="Sequences").click()
    choice = page.get_by_role("radiogroup").get_by_text("Sign-in", exact=True)
    film.press(choice, "Sequences shows what has just happened, from real records", 3)
    expect(page.get_by_text("S256 of the verifier")).to_be_visible()
    page.mouse.move(WIDTH / 2, HEIGHT / 2)
    page.mouse.wheel(0, 450)
    film.show("Each message of the sign-in: who sent it, when, and to whom …", 4)
    page.mouse.wheel(0, 500)
    film.show("… and what its receiver checked before trusting it", 4)
    page.mouse.wheel(0, -5_000)


@contextmanager
def _opened(url: str, executable: Path, width: int, height: int) -> Iterator[Page]:
    """Open a page in a new browser."""
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=executable)
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
        page.goto(url)
        yield page
        browser.close()


def _frame(page: Page, title: str) -> FrameLocator:
    return page.frame_locator(f"iframe[title='{title}']")


def _call(page: Page, way: str, route: str) -> Locator:
    """Press a call and return its answer."""
    key = f".st-key-auth0-{way}-{route}"
    page.locator(key).get_by_role("button").click()
    answer = page.locator(f"{key}-answer").get_by_role("button")
    expect(answer).to_contain_text(" ms · ")
    page.mouse.move(0, 0)
    return answer


def _sign_in(page: Page, account: str) -> None:
    with page.expect_popup() as opened:
        _frame(page, "Sign in").get_by_role("button", name="Sign in").click()
    _fill_in(opened.value, account)
    opened.value.get_by_role("button", name="Continue").click(no_wait_after=True)
    expect(page.get_by_text("Hello, ")).to_be_visible()


def _fill_in(window: Page, account: str) -> None:
    window.get_by_label("Email").fill(account)
    window.get_by_label("Password").fill(PASSWORDS[account])


def _settle(page: Page) -> None:
    """Wait until Streamlit has drawn the last run, and for what still moves."""
    page.locator("[data-test-script-state=notRunning]").wait_for()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.wait_for_timeout(500)


def _picture(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


if __name__ == "__main__":
    offset = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    app = next(tier for tier in tiers(offset) if tier.name == "streamlit")
    make(app.url, ensure_browser())

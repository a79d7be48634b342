"""No token of any kind reaches the browser, a log or a page during the whole journey."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Response

from tests.e2e.app_page import AppPage
from tests.e2e.sealed import COOKIE_PREFIX, open_session, sealing_secret
from tests.e2e.stack import Stack

# Header and payload of a signed token; a sealed value has an empty second part instead.
_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.")
_STORAGE = "() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"


def test_no_token_reaches_browser_or_logs(app: AppPage, stack: Stack) -> None:
    seen: list[str] = []

    def keep_body(response: Response) -> None:
        seen.append(response.url)
        if response.request.resource_type in {"document", "fetch", "xhr"} and response.status < 300:
            try:
                seen.append(response.text())
            except Exception as error:  # noqa: BLE001 - the window closed before its body was read
                seen.append(repr(error))

    def keep(page: Page) -> None:
        page.on("response", keep_body)
        page.on("console", lambda message: seen.append(message.text))

    keep(app.page)
    app.context.on("page", keep)
    app.page.on("websocket", lambda ws: ws.on("framereceived", lambda f: seen.append(str(f))))
    app.page.reload()
    app.sign_in("reader")
    app.expect_statuses({"pong": 200, "pong-scoped": 200})
    cookies = app.context.cookies()
    sealed = next(c["value"] for c in cookies if c["name"].startswith(COOKIE_PREFIX))
    for frame in app.page.frames:
        seen += [frame.content(), frame.evaluate(_STORAGE)]
    app.page.reload()
    app.expect_signed_in("reader")
    app.sign_out()
    seen += app.console

    session = open_session(sealed)
    secrets = {
        "access token": session["grant"]["accessToken"],
        "refresh token": session["refreshToken"],
        "sealing secret": sealing_secret(),
    }
    everything = "\n".join([*seen, stack.logs()])
    # Names and truth values only: a test that fails must not print what it has found.
    can_find = _JWT.search(secrets["access token"]) is not None
    found = [name for name, secret in secrets.items() if secret in everything]
    found += ["some signed token"] if _JWT.search(everything) else []
    found += ["password"] if "reader-password" in stack.logs() else []
    assert can_find
    assert found == []

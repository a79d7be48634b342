"""What works in each engine as shipped, over TLS, on three sites, third-party cookies blocked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest

from infra.rehearsal.names import BALANCED_APP, COMMUNITY_APP, COMPONENT, PORTAL, STRANGER
from tests.e2e.stack import Stack
from tests.e2e.test_step_up import APP as STEPPED_APP
from tests.engines.app import DRAFT, App, go_on, submit
from tests.engines.engine import Engine, NotSeenError, until
from tests.engines.table import Column
from tests.local.identity import control

SIGN_INS = 20
RELAYED = 10
EMBEDDED = 10
CLOSED, SIGNED_IN = OUTCOMES = "window was closed, or", "Signed in as"
UNKEPT = "This browser cannot keep you signed in here"


def test_sign_in_closes_its_window_and_keeps_the_draft(app: App, column: Column) -> None:
    app.tab.type(DRAFT, "half a sentence\n")
    for number in range(SIGN_INS):
        app.sign_in(("reader", "guest")[number % 2])
        app.sign_out()
    draft = app.tab.read("document.querySelector('input[aria-label=Draft]').value")
    assert draft == "half a sentence"
    column.note("sign-in and sign-out, windows closed, draft kept", f"{SIGN_INS} of {SIGN_INS}")


def test_reload_and_other_tabs(app: App, column: Column) -> None:
    app.sign_in()
    if column.keeps:
        app.tab.reload()
        app.sees_signed_in()
        other = App(app.engine, app.url)
        other.sees_signed_in()
        other.sign_out()
        app.frame_sees("You signed out in another tab.")
        other.sign_in("guest")
        app.sees_signed_in("guest")
    else:
        app.frame_sees(UNKEPT)
        app.tab.reload()
        app.sees_signed_out()
    own = app.engine.new_tab()  # a page of the component, in a tab of its own
    own.go(f"https://{COMPONENT}/")
    kept = "Promise.all([localStorage.length, indexedDB.databases().then((all) => all.length)])"
    assert own.read(kept) == [0, 0]
    seen = "yes" if column.keeps else "no, and the frame says so"
    for row in ("reload", "second tab", "sign-out and sign-in seen in the other tab"):
        column.note(row, seen)


def test_calls_of_the_component(app: App, column: Column) -> None:
    app.sign_in("guest")
    app.call("pong", 200 if column.keeps else 401)
    app.call("pong-scoped", 403 if column.keeps else 401)
    column.note("the component's own calls", "yes" if column.keeps else "no: 401")


def test_burst_of_events(app: App, column: Column) -> None:
    app.tab.go(app.url.replace("/auth0", "/hero"))
    app.tab.sees("Texts and commands from Python", ("/frame/hero",))
    app.tab.sees("Advanced")
    app.tab.click("//summary[contains(., 'Advanced')]")
    app.tab.sees("Gap (ms)")
    place = "document.querySelector('.st-key-hero-start').getBoundingClientRect().top"
    until(lambda: app.tab.read(place) == app.tab.read(place), "the form at rest")
    app.tab.press("Send")
    app.tab.sees("Handled 50 of 50, in order, 0 twice")
    column.note("burst of 50 events, in order, each once", "yes")


def test_touch(app: App, column: Column) -> None:
    watch = "addEventListener('touchstart', () => { window.isTouched = true })"
    app.tab.read(watch, app.frame)
    submit(app.open_window(is_touch=True), "reader", is_touch=True)
    app.sees_signed_in()
    is_touched = app.tab.read("window.isTouched === true", app.frame)
    column.note("by touch", "yes" if is_touched else "its driver has a mouse only")


def test_page_that_sleeps_while_the_window_is_open(app: App, column: Column) -> None:
    window = app.open_window()
    row = "app asleep while the window is open"
    wake = app.tab.sleep()
    if wake is None:
        column.note(row, "its driver can't do that")
        return
    submit(window, "reader")
    window.sees("Go back to the app")
    wake()
    app.sees_signed_in()
    until(lambda: not window.is_open(), "the closed window")
    column.note(row, "yes")


@pytest.mark.parametrize(
    "policy", ["same-origin", "same-origin-allow-popups", "noopener-allow-popups"]
)
def test_provider_that_cuts_its_opener_off(
    app: App, issuer: str, column: Column, policy: str
) -> None:
    control(issuer, tenant={"openerPolicy": policy})
    submit(app.open_window(), "reader")
    shown = until(
        lambda: next((one for one in OUTCOMES if one in app.tab.text(app.frame)), ""), "an outcome"
    )
    if shown == SIGNED_IN:
        column.note(f"provider with COOP `{policy}`", "unknown to it: cuts nothing off")
        return
    app.press("Continue")
    app.sees_signed_in()
    for number in range(RELAYED):
        app.sign_out()
        account = ("guest", "reader")[number % 2]
        window = app.open_window()
        if column.keeps:
            submit(go_on(window, app.engine), account)
        else:  # nor does it remember the provider
            submit(window, account)
            app.frame_sees(CLOSED)
            app.press("Continue")
        app.sees_signed_in(account)
    column.note(f"provider with COOP `{policy}`", f"{RELAYED} of {RELAYED}")


def test_app_in_the_page_of_another_site(engine: Engine, column: Column) -> None:
    app = App(engine, f"https://{PORTAL}", engine.tabs()[0], around=(f"https://{BALANCED_APP}",))
    for _ in range(EMBEDDED):
        app.sees_signed_out()
        app.sign_in()
        if column.keeps:
            app.tab.reload()
            app.sees_signed_in()
            app.call("pong", 200)
        app.sign_out()
    column.note("app embedded in another site", f"{EMBEDDED} of {EMBEDDED}")
    app.tab.go(f"https://{STRANGER}")
    notice = "[...document.querySelectorAll('*')].map((one) => one.shadowRoot?.textContent).join()"
    until(
        lambda: "is not shown while this app is embedded in" in str(app.tab.read(notice, app.page)),
        "the notice",
    )
    shown = None
    with suppress(NotSeenError):  # some engines list no frame that a policy blocks
        shown = app.tab.read("document.getElementById('page') !== null", app.frame)
    assert not shown
    column.note("app embedded where it may not be", "no frame, no message")


@pytest.fixture(scope="module")
def stepped(stack: Stack) -> Iterator[str]:
    with stack.showing(STEPPED_APP, tier="community-app"):
        yield f"https://{COMMUNITY_APP}/~/+/"


def test_step_up(engine: Engine, stepped: str, column: Column) -> None:
    app = App(engine, stepped, engine.tabs()[0])
    submit(app.open_window("Log in"), "editor")
    app.tab.sees("Hello, Seeded")
    app.tab.press("Write")
    if not column.keeps:
        app.frame_sees("nothing can be added to it")
        column.note("step-up", "no, and the frame says so")
        return
    app.frame_sees("another permission")
    app.press("Continue")
    app.tab.sees("Written: a message")
    column.note("step-up", "yes")

"""All tiers and two tabs, and what can happen to them."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from random import Random

from playwright.sync_api import BrowserContext, Error as PlaywrightError

from infra.local.running import Running
from tests.e2e.app_page import submit
from tests.e2e.stack import Stack
from tests.rig.front import Front, in_front_of
from tests.rig.layout_page import forget_everybody, layout_app
from tests.rig.layouts import ENTRYPOINT, PAGES
from tests.rig.restarts import restart
from tests.rig.tab import Tab

TOKEN_SECONDS = 10
REFUSALS = ("access_denied", "mfa_required", "invalid_grant", "login_required", "invalid_client")
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class World:
    """What a schedule acts on. The second tab does what people do in another one."""

    browser: BrowserContext
    component: Front
    streamlit: Running
    control: str
    tabs: list[Tab] = field(default_factory=list)

    @property
    def app(self) -> str:
        """Origin of the app."""
        return self.streamlit.tier.url

    def open(self) -> None:
        """Sign the reader in, in the first of two tabs."""
        first = Tab(self.browser, self.app, ENTRYPOINT)
        self.tabs = [first]
        first.expect_signed_out()
        first.log_in("reader")
        first.frame.get_by_text("Signed in as").wait_for()
        self.tabs.append(Tab(self.browser, self.app, ENTRYPOINT))
        self.tabs[1].frame.get_by_text("Signed in as").wait_for()

    def close(self) -> None:
        """Forget all of it."""
        self.heal()
        if self.tabs:
            forget_everybody(self.browser, self.tabs[0].page)
        for page in self.browser.pages[1:]:
            page.close()
        self.tabs = []

    def set_provider(self, **faults: object) -> None:
        """Have the provider play faults from now on."""
        self._ask("POST", json.dumps(faults).encode())

    def heal(self) -> None:
        """End every fault."""
        self.component.heal()
        self._ask("DELETE")

    def _ask(self, method: str, body: bytes | None = None) -> None:
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.control, body, headers, method=method)
        with _direct.open(request, timeout=5):
            pass

    def wait(self, seconds: float) -> None:
        """Let time pass in both tabs."""
        self.tabs[0].page.wait_for_timeout(seconds * 1_000)


def let_expire(world: World, _: Random) -> None:
    world.wait(TOKEN_SECONDS + 1)


def slow_provider(world: World, _: Random) -> None:
    world.set_provider(refresh={"delayMs": 3_000}, code={"delayMs": 3_000})


def provider_down(world: World, _: Random) -> None:
    down = {"status": 503, "body": "<h1>Service Unavailable</h1>"}
    world.set_provider(refresh=down, code=down, revocation=down)


def provider_refuses(world: World, random: Random) -> None:
    error = random.choice(REFUSALS)
    world.set_provider(refresh={"status": 400, "error": error, "description": "As it was set."})


def grants_end(world: World, _: Random) -> None:
    world.set_provider(end="auth0|reader")


def component_down(world: World, _: Random) -> None:
    world.component.is_down = True


def faults_end(world: World, _: Random) -> None:
    world.heal()


def sleep(world: World, random: Random) -> None:
    session = world.browser.new_cdp_session(world.tabs[0].page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    world.tabs[1].page.wait_for_timeout(random.uniform(1, TOKEN_SECONDS) * 1_000)
    session.send("Page.setWebLifecycleState", {"state": "active"})
    session.detach()


def restart_streamlit(world: World, _: Random) -> None:
    restart(world.streamlit, is_killed=True)


def change_page(world: World, _: Random) -> None:
    tab = world.tabs[0]
    tab.show((tab.shown + 1) % len(PAGES))


def sign_out_in_tab_2(world: World, _: Random) -> None:
    tab = world.tabs[1]
    with suppress(PlaywrightError):  # nobody may be signed in, or nothing answers
        tab.button("Sign out").click(timeout=2_000)
        tab.needs_reason = False


def sign_in_in_tab_2(world: World, random: Random) -> None:
    """As the same person or as another one, once nobody is signed in there."""
    sign_out_in_tab_2(world, random)
    account = random.choice(("reader", "guest"))
    with suppress(PlaywrightError):  # while something is down, nobody can
        with world.browser.expect_page(timeout=5_000) as opened:
            world.tabs[1].button("Sign in").click(timeout=5_000)
        window = opened.value
        window.set_default_timeout(5_000)
        with window.expect_event("close", timeout=8_000):
            submit(window, account)


Action = Callable[[World, Random], None]
ACTIONS: tuple[Action, ...] = (
    let_expire,
    slow_provider,
    provider_down,
    provider_refuses,
    grants_end,
    component_down,
    faults_end,
    sleep,
    restart_streamlit,
    change_page,
    sign_out_in_tab_2,
    sign_in_in_tab_2,
)


@contextmanager
def make_world(stack: Stack, browser: BrowserContext) -> Iterator[World]:
    """Have all tiers ready for schedules, with access tokens that end soon."""
    provider = stack.changed("identity-provider", ACCESS_TOKEN_TTL=str(TOKEN_SECONDS))
    with ExitStack() as opened:
        opened.enter_context(provider)
        component = opened.enter_context(in_front_of(stack, "component"))
        streamlit = opened.enter_context(layout_app(stack, ENTRYPOINT))
        control = f"{stack.url('identity-provider')}/control"
        yield World(browser, component, streamlit, control)

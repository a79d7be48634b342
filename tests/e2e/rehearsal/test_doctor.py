"""Each misconfiguration, planted in the rehearsal, is told by the doctor; a right set is not."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import pytest

from infra.local.running import Running
from infra.rehearsal.artefacts import APP
from infra.rehearsal.names import (
    API,
    BALANCED_APP,
    COMMUNITY_APP,
    COMPONENT,
    FOLDER,
    PRIVATE_API,
    PROVIDER,
)
from infra.rehearsal.processes import edge
from infra.rehearsal.settings import APPS
from tests.e2e.rehearsal.doctor import diagnose
from tests.e2e.stack import Stack
from tests.local.identity import control
from tests.rig.ready import wait_ready

OTHER = "https://other.example.com"
NEW_APP = "https://new.hosting.test"
WITH_NEW_APP = json.dumps([*APPS, {"origin": NEW_APP}])
PRIVATE = f"https://{PRIVATE_API}"

Plant = Callable[[Stack], AbstractContextManager[object]]


@pytest.fixture(scope="module", autouse=True)
def _one_instance(stack: Stack) -> Iterator[None]:
    """A plant changes the only instance of the component."""
    with stack.stopped("component-2"):
        yield


def setting(tier: str, **env: str) -> Plant:
    return lambda stack: stack.changed(tier, **env)


def mishap(site: str, **what: object) -> Plant:
    @contextmanager
    def plant(stack: Stack) -> Iterator[None]:
        with stack.stopped("edge"):
            other = Running(edge(**{site: what}), FOLDER / "logs" / "edge.changed.log")
            with other:
                wait_ready(other)
                yield

    return plant


def tenant(**setting: object) -> Plant:
    @contextmanager
    def plant(_: Stack) -> Iterator[None]:
        issuer = f"https://{PROVIDER}/"
        control(issuer, tenant=setting)
        try:
            yield
        finally:
            control(issuer, tenant=None)

    return plant


def nothing(_: Stack) -> AbstractContextManager[object]:
    return nullcontext()


# What is planted where; what the doctor calls it, whose fault it is, what the remedy names.
ROWS: dict[str, tuple[Plant, dict[str, str], tuple[str, str, str]]] = {
    "issuer without its slash": (
        setting("component", AUTH0_ISSUER=f"https://{PROVIDER}"),
        {},
        ("issuer_differs", "component", f"https://{PROVIDER}/"),
    ),
    "issuer that is not there": (
        setting("component", AUTH0_ISSUER=f"https://{COMPONENT}/"),
        {},
        ("issuer_rejected", "component", "AUTH0_ISSUER"),
    ),
    "callback not registered": (
        setting("identity-provider", COMPONENT_BASE_URL="https://old.vercel.test"),
        {},
        ("callback_not_registered", "provider", f"https://{COMPONENT}/api/auth/callback"),
    ),
    "logout URL not registered": (
        setting("identity-provider", COMPONENT_BASE_URL="https://old.vercel.test"),
        {},
        ("logout_not_registered", "provider", f"https://{COMPONENT}/api/auth/callback"),
    ),
    "no end-session address": (
        tenant(endSession=False),
        {},
        ("no_end_session", "provider", "End Session Endpoint Discovery"),
    ),
    "audience unknown to the provider": (
        setting("component", AUTH0_AUDIENCE=OTHER),
        {},
        ("sign_in_refused", "provider", "AUTH0_AUDIENCE"),
    ),
    "audience of the functions": (
        setting("functions", AUTH0_AUDIENCE=OTHER),
        {},
        ("audience_differs", "functions", "AUTH0_AUDIENCE"),
    ),
    "issuer of the functions": (
        setting("functions", AUTH0_ISSUER=f"https://{COMPONENT}/"),
        {},
        ("issuer_of_api_differs", "functions", f"https://{PROVIDER}/"),
    ),
    "wrong client secret": (
        setting("component", AUTH0_CLIENT_SECRET="not-the-secret-of-this-client"),
        {},
        ("client_refused", "component", "AUTH0_CLIENT_SECRET"),
    ),
    "app not registered": (
        nothing,
        {"GATEPOST_APP_URL": NEW_APP},
        ("app_not_registered", "component", NEW_APP),
    ),
    "apps changed without a redeployment": (
        setting("component", GATEPOST_APPS=WITH_NEW_APP),
        {"GATEPOST_APP_URL": NEW_APP},
        ("redeploy_needed", "component", "Redeploy"),
    ),
    "component's address": (
        setting("component", COMPONENT_BASE_URL="https://old.vercel.test"),
        {},
        ("component_url_differs", "component", "COMPONENT_BASE_URL"),
    ),
    "component_url of another site": (
        nothing,
        {"GATEPOST_COMPONENT_URL": f"https://{PROVIDER}"},
        ("component_unknown", "app", "component_url"),
    ),
    "component_url with a path": (
        nothing,
        {"GATEPOST_COMPONENT_URL": f"https://{COMPONENT}/frame/auth0"},
        ("settings", "app", f"https://{COMPONENT}"),
    ),
    "component_url of nobody": (
        nothing,
        {"GATEPOST_COMPONENT_URL": "https://127.0.0.1:9"},
        ("component_unreachable", "app", "component_url"),
    ),
    "Vercel's protection": (
        mishap(COMPONENT, paths=".", status=401, headers={"X-Frame-Options": "DENY"}),
        {},
        ("component_protected", "component", "Standard Protection"),
    ),
    "Vercel's protection of pages": (
        mishap(COMPONENT, paths="^/frame/", headers={"X-Frame-Options": "DENY"}),
        {},
        ("frame_protected", "component", "Standard Protection"),
    ),
    "bot challenge": (
        mishap(COMPONENT, paths="/redeem$", isFromServers=True, status=403),
        {},
        ("server_calls_challenged", "component", "Firewall"),
    ),
    "private functions, app unaware": (
        setting("component", API_BASE_URL=PRIVATE),
        {"GATEPOST_API_URL": PRIVATE},
        ("api_private", "app", "api_google_identity"),
    ),
    "private functions, component unaware": (
        setting("component", API_BASE_URL=PRIVATE),
        {"GATEPOST_API_URL": PRIVATE},
        ("component_not_admitted", "component", "API_GOOGLE_IDENTITY"),
    ),
    "component calls another API": (
        setting("component", API_BASE_URL=OTHER),
        {},
        ("api_url_differs", "component", f"https://{API}"),
    ),
    "functions not deployed": (
        nothing,
        {"GATEPOST_API_URL": f"https://{PROVIDER}"},
        ("api_unreachable", "app", "api_url"),
    ),
    "keys unreachable": (
        setting("functions", JWKS_URL=f"https://{PROVIDER}/nothing"),
        {},
        ("keys_unavailable", "functions", "JWKS_URL"),
    ),
    "origin not allowed": (
        setting("functions", ALLOWED_ORIGINS=""),
        {},
        ("origin_not_allowed", "functions", f"https://{BALANCED_APP}"),
    ),
    "clocks apart": (
        mishap(COMPONENT, paths=".", headers={"Date": "Thu, 26 Nov 2026 12:00:00 GMT"}),
        {},
        ("clock_skew", "app", "NTP"),
    ),
    "regions apart": (
        mishap(COMPONENT, paths="/session$", delayMs=1_600),
        {},
        ("component_slow", "component", "Region"),
    ),
    "sample secret": (
        setting("component", AUTH0_CLIENT_SECRET="local-sample-client-secret-0123456789"),
        {},
        ("component_misconfigured", "component", "its log"),
    ),
    "connection that cuts its opener": (
        mishap(PROVIDER, paths="/u/login", headers={"Cross-Origin-Opener-Policy": "same-origin"}),
        {},
        ("opener_cut", "provider", "connection"),
    ),
}


@pytest.mark.parametrize("app", [COMMUNITY_APP, BALANCED_APP])
def test_nothing_is_wrong_with_a_right_set(stack: Stack, app: str) -> None:
    assert diagnose({"GATEPOST_APP_URL": f"https://{app}"}) == []


@pytest.mark.parametrize("row", ROWS)
def test_misconfiguration_is_told(stack: Stack, row: str) -> None:
    plant, settings, (code, tier, value) = ROWS[row]
    with plant(stack):
        found = {one["code"]: one for one in diagnose(settings)}
    assert code in found, found
    assert found[code]["tier"] == tier
    assert value in found[code]["remedy"]


def test_another_release_is_told(stack: Stack, tmp_path: Path) -> None:
    shutil.copytree(APP / "streamlit_app" / "gatepost", tmp_path / "gatepost")
    events = tmp_path / "gatepost" / "wire" / "events.py"
    source = events.read_text("utf-8")
    changed = re.sub(r"^VERSION: Final = \d+", "VERSION: Final = 99", source, flags=re.MULTILINE)
    assert changed != source, "nothing was planted"
    events.write_text(changed, "utf-8")
    (found,) = [one for one in diagnose({}, tmp_path) if one["code"] == "contract_differs"]
    assert "same release" in found["remedy"]

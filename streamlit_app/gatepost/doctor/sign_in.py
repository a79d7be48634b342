"""Have the operator sign in, in their own browser, for what only a token shows."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from gatepost.doctor.finding import Finding
from gatepost.doctor.probe import send
from gatepost.http.address import is_loopback
from gatepost.settings import Settings

_PAGE = Path(__file__).with_name("page.py")
_USUAL = "http://localhost:8765"
_START_SECONDS = 30
_PATIENCE_SECONDS = 300
_POLL_SECONDS = 0.2


def examine_sign_in(at: Settings, progress: Callable[[str], None]) -> list[Finding]:
    """Serve a page with the real sign-in, wait for somebody to sign in, and check their token.

    The page is served at the app's address if that is on this machine, else at
    ``http://localhost:8765``. The component must have it registered: a sign-in works nowhere else.
    """
    app_url = at.app_url if is_loopback(urlsplit(at.app_url).hostname or "") else _USUAL
    known = send(f"{at.component_url}/api/health").json.get("apps", [])
    if app_url not in known:
        return [_not_registered(app_url)]
    port = urlsplit(app_url).port or 80
    if _is_taken(port):
        return [_taken(app_url)]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        served = subprocess.Popen(  # noqa: S603 - our own page
            [
                *(sys.executable, "-m", "streamlit", "run", str(_PAGE)),
                *("--server.port", str(port), "--server.address", "localhost"),
                *("--server.headless", "true", "--browser.gatherUsageStats", "false"),
                *("--", str(report)),
            ],
            env={**os.environ, **_environment(at, app_url)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(lambda: _is_taken(port) or _has_ended(served), _START_SECONDS)
            if not _has_ended(served):
                progress(f"Sign in at {app_url} …")
                webbrowser.open(app_url)
                _wait(lambda: report.exists() or _has_ended(served), _PATIENCE_SECONDS)
            if not report.exists():
                return [_not_served(app_url) if _has_ended(served) else _nobody(app_url)]
            time.sleep(2)  # the page says so, too
            return [Finding(**one) for one in json.loads(report.read_text("utf-8"))]
        finally:
            served.kill()  # it has nothing to finish
            served.wait()


def _environment(at: Settings, app_url: str) -> dict[str, str]:
    addresses = {"COMPONENT": at.component_url, "APP": app_url, "API": at.api_url}
    return {f"GATEPOST_{name}_URL": address for name, address in addresses.items() if address}


def _is_taken(port: int) -> bool:
    try:
        socket.create_connection(("localhost", port), timeout=0.5).close()
    except OSError:
        return False
    return True


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    return process.poll() is not None


def _wait(is_there: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not is_there() and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)


def _not_registered(app_url: str) -> Finding:
    return Finding(
        "sign_in_page_not_registered",
        "component",
        f"The doctor's page is served at {app_url}, where the component lets nobody sign in.",
        f'For this check, add {{"origin": "{app_url}", "scopes": ["read:messages"]}} to '
        "GATEPOST_APPS, redeploy the component, and remove it afterwards.",
    )


def _taken(app_url: str) -> Finding:
    return Finding(
        "sign_in_page_taken",
        "app",
        f"Something else is served at {app_url} already.",
        "Stop it while the doctor signs you in.",
    )


def _not_served(app_url: str) -> Finding:
    return Finding(
        "sign_in_page_failed",
        "app",
        f"The doctor's page at {app_url} has ended.",
        f"See why: python -m streamlit run {_PAGE}",
    )


def _nobody(app_url: str) -> Finding:
    return Finding(
        "nobody_signed_in",
        "app",
        f"Nobody has signed in at {app_url} in five minutes.",
        "Start the doctor again, and sign in on the page that opens.",
    )

"""What a framed page does at the component's routes, without a browser around it."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from tests.e2e.app_page import PASSWORDS
from tests.e2e.sealed import cookie_name
from tests.streamlit_app.people import s256

TIMEOUT = 10


class FrameClient:
    """A framed page of the component at ``base``, inside the app at ``app``."""

    def __init__(self, base: str, app: str) -> None:
        self.base = base
        self.app = app
        self.verifier = secrets.token_urlsafe(32)
        self.cookie: str | None = None

    def headers(self) -> dict[str, str]:
        cookie = {"Cookie": f"{cookie_name(self.app)}={self.cookie}"} if self.cookie else {}
        own = {"Origin": self.base, "Sec-Fetch-Site": "same-origin", "X-Gatepost": self.app}
        return {**own, **cookie}

    def call(self, method: str, **options: Any) -> requests.Response:
        answer = requests.request(
            method,
            f"{self.base}/api/auth/session",
            headers=self.headers(),
            timeout=TIMEOUT,
            **options,
        )
        if "Set-Cookie" in answer.headers:
            name, self.cookie = answer.headers["Set-Cookie"].split(";")[0].split("=", 1)
            assert name == cookie_name(self.app)
        return answer

    def session(self, **body: Any) -> requests.Response:
        return self.call("POST", json={"challenge": s256(self.verifier), **body})

    def ask(self, **question: Any) -> requests.Response:
        """Ask who is signed in as the frame does: once more where the session was refused."""
        answer = self.session(op="status", **question)
        refused = answer.json().get("refused")
        return self.session(op="status", refused=refused, **question) if refused else answer

    def sign_in(self, account: str = "reader") -> dict[str, Any]:
        """Log in at the provider and finish the sign-in with what it sends to the callback."""
        request = self.session(op="status").json()
        form = {"email": f"{account}@example.com", "password": PASSWORDS[account]}
        with requests.Session() as popup:
            page = popup.get(request["authorizeUrl"], timeout=TIMEOUT)
            sent = popup.post(page.url, data={"action": "continue", **form}, timeout=TIMEOUT)
        params = dict(parse_qsl(urlsplit(sent.url).query))
        answer = self.session(op="code", transaction=request["transaction"], params=params)
        assert answer.status_code == 200, answer.text
        signed_in: dict[str, Any] = answer.json()
        return signed_in

    def redeem(self, handover: str, verifier: str) -> requests.Response:
        return requests.post(
            f"{self.base}/api/auth/redeem",
            json={"handover": handover, "verifier": verifier, "app": self.app},
            timeout=TIMEOUT,
        )

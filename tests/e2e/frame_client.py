"""What a framed page does at the component's routes, without a browser around it."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests

from tests.e2e.sealed import cookie_name

TIMEOUT = 10


@dataclass(frozen=True)
class Verifier:
    value: str

    @property
    def challenge(self) -> str:
        digest = hashlib.sha256(self.value.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class FrameClient:
    """A framed page of the component at ``base``, inside the app at ``app``.

    ``at`` is the instance that its requests reach.
    """

    def __init__(self, base: str, app: str, at: str | None = None) -> None:
        self.base = base
        self.app = app
        self.at = at or base
        self.verifier = Verifier(secrets.token_urlsafe(32))
        self.cookie: str | None = None
        self.http = requests.Session()

    def headers(self) -> dict[str, str]:
        cookie = {"Cookie": f"{cookie_name(self.app)}={self.cookie}"} if self.cookie else {}
        own = {"Origin": self.base, "Sec-Fetch-Site": "same-origin", "X-Gatepost": self.app}
        return {**own, **cookie}

    def call(self, method: str, **options: Any) -> requests.Response:
        answer = self.http.request(
            method,
            f"{self.at}/api/auth/session",
            headers=self.headers(),
            timeout=TIMEOUT,
            **options,
        )
        if "Set-Cookie" in answer.headers:
            name, self.cookie = answer.headers["Set-Cookie"].split(";")[0].split("=", 1)
            assert name == cookie_name(self.app)
        return answer

    def session(self, **body: Any) -> requests.Response:
        return self.call("POST", json={"challenge": self.verifier.challenge, **body})

    def ask(self, **question: Any) -> requests.Response:
        """Ask who is signed in as the frame does: once more where the session was refused."""
        answer = self.session(op="status", **question)
        refused = answer.json().get("refused")
        return self.session(op="status", refused=refused, **question) if refused else answer

    def call_api(self, route: str) -> requests.Response:
        """Call one of the component's own routes, such as ``pong``."""
        url = f"{self.at}/api/{route}"
        return self.http.get(url, headers=self.headers(), timeout=TIMEOUT)

    def sign_out(self) -> requests.Response:
        return self.call("DELETE")

    def authorize(
        self, request: dict[str, str], account: str = "reader", consent: str = ""
    ) -> dict[str, str]:
        """Log in at the provider and return what it sends to the callback.

        ``consent`` is the button to press on its consent page.
        """
        with requests.Session() as popup:
            page = popup.get(request["authorizeUrl"], timeout=TIMEOUT)
            if page.url.startswith(f"{self.base}/api/auth/callback"):
                return dict(parse_qsl(urlsplit(page.url).query))  # the provider has refused
            action = re.search(r'<form[^>]*action="([^"]*)"', page.text)
            answer = popup.post(
                urljoin(page.url, action[1] if action else ""),
                data=_fields(page.text, account),
                timeout=TIMEOUT,
            )
            if consent:
                assert "Authorize app" in answer.text
                answer = popup.post(answer.url, data={"action": consent}, timeout=TIMEOUT)
            return dict(parse_qsl(urlsplit(answer.url).query))

    def sign_in(self, account: str = "reader") -> dict[str, Any]:
        request = self.session(op="status").json()
        params = self.authorize(request, account)
        answer = self.session(op="code", transaction=request["transaction"], params=params)
        assert answer.status_code == 200, answer.text
        signed_in: dict[str, Any] = answer.json()
        return signed_in

    def redeem(self, handover: str, verifier: str, **headers: str) -> requests.Response:
        return self.http.post(
            f"{self.at}/api/auth/redeem",
            json={"handover": handover, "verifier": verifier, "app": self.app},
            headers=headers,
            timeout=TIMEOUT,
        )


def _fields(page: str, account: str) -> dict[str, str]:
    email = re.search(r'<input[^>]*type="email"[^>]*>', page) or re.search(
        r'<input[^>]*name="(?:email|username)"[^>]*>', page
    )
    assert email
    name = re.search(r'name="([^"]+)"', email[0])
    assert name
    return {name[1]: f"{account}@example.com", "password": f"{account}-password"}

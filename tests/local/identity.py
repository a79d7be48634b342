"""A browser's part in the code flow with the local identity provider, and the component's."""

import base64
import dataclasses
import hashlib
import secrets
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from jose import jwt

from infra.local import Tier, tiers

CALLBACK = "http://127.0.0.1:3001/api/auth/callback"
AUDIENCE, BILLING = "https://api.gatepost.test", "https://billing.gatepost.test"
CLIENT_ID = "gatepost-local"
CLIENT_SECRET = "local-sample-client-secret-0123456789"
SCOPE = "openid profile email offline_access read:messages"
READER = ("reader@example.com", "reader-password")
GUEST = ("guest@example.com", "guest-password")


def tier_on(port: int, **settings: str) -> Tier:
    issuer = f"http://localhost:{port}/"
    tier = tiers()[0]
    env = {**tier.env, "PORT": str(port), "ISSUER": issuer, "KEYS_FILE": "", **settings}
    ready_url = f"{issuer}.well-known/openid-configuration"
    return dataclasses.replace(tier, port=port, url=issuer, ready_url=ready_url, env=env)


class Browser:
    """A browser with its cookies, and the verifier of the request under way."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.http = requests.Session()
        self.http.headers["Accept"] = "text/html"
        self.verifier = secrets.token_urlsafe(32)

    def authorize(self, **extra: str) -> requests.Response:
        """Ask for a code; returns the login page, or the redirect to the component."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        params = {
            "client_id": CLIENT_ID,
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": SCOPE,
            "audience": AUDIENCE,
            "state": "the-state",
            "nonce": "the-nonce",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **extra,
        }
        params = {name: value for name, value in params.items() if value}
        return self.follow(
            self.http.get(f"{self.issuer}authorize", params=params, allow_redirects=False)
        )

    def follow(self, response: requests.Response) -> requests.Response:
        """Follow redirects within the provider; stop at the one to the component."""
        while response.is_redirect and response.headers["Location"].startswith(("/", self.issuer)):
            url = requests.compat.urljoin(response.url, response.headers["Location"])
            response = self.http.get(url, allow_redirects=False)
        return response

    def submit(self, page: requests.Response, action: str, **fields: str) -> requests.Response:
        data = {"action": action, **fields}
        return self.follow(self.http.post(page.url, data=data, allow_redirects=False))

    def log_in(self, account: tuple[str, str], **extra: str) -> str:
        """Sign in with the form and return the code."""
        page = self.authorize(**extra)
        assert page.status_code == 200
        email, password = account
        return code_of(self.submit(page, "continue", email=email, password=password))


def query_of(response: requests.Response) -> dict[str, str]:
    assert response.status_code == 303, response.text
    assert response.headers["Location"].startswith(CALLBACK)
    location = urlsplit(response.headers["Location"])
    # Errors of response types other than "code" travel in the fragment.
    query = parse_qs(location.query or location.fragment)
    return {name: values[0] for name, values in query.items()}


def code_of(response: requests.Response) -> str:
    query = query_of(response)
    assert query["state"] == "the-state"
    return query["code"]


def ask_token(issuer: str, **data: str) -> requests.Response:
    client = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    return requests.post(f"{issuer}oauth/token", data=client | data, timeout=5)


def redemption(browser: Browser, code: str) -> requests.Response:
    return ask_token(
        browser.issuer,
        grant_type="authorization_code",
        code=code,
        redirect_uri=CALLBACK,
        code_verifier=browser.verifier,
    )


def redeem(browser: Browser, code: str) -> dict[str, Any]:
    response = redemption(browser, code)
    assert response.status_code == 200, response.text
    return dict(response.json())


def refresh(issuer: str, token: str, **extra: str) -> requests.Response:
    return ask_token(issuer, grant_type="refresh_token", refresh_token=token, **extra)


def access_claims(issuer: str, token: str, audience: str = AUDIENCE) -> dict[str, Any]:
    keys = requests.get(f"{issuer}.well-known/jwks.json", timeout=5).json()
    return jwt.decode(token, keys, algorithms=["RS256"], audience=audience, issuer=issuer)


def id_claims(issuer: str, tokens: dict[str, Any]) -> dict[str, Any]:
    keys = requests.get(f"{issuer}.well-known/jwks.json", timeout=5).json()
    options = {"verify_at_hash": False}
    return jwt.decode(
        tokens["id_token"], keys, algorithms=["RS256"], audience=CLIENT_ID, options=options
    )


def control(issuer: str, **request: Any) -> dict[str, Any]:
    """Have the provider play faults or grow tokens; returns all that it plays now."""
    answer = requests.post(f"{issuer}control", json=request, timeout=5)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())

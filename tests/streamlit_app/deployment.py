"""A whole deployment as the doctor sees it: component, provider and API on loopback."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from gatepost.settings import Settings
from gatepost.wire.events import VERSION
from tests.streamlit_app.loopback import Answer, Loopback, Request, serve

APP = "https://app.example.com"
AUDIENCE = "https://audience.example.com"
LOGIN = b"<!doctype html><title>Log in</title>"
PAGE = {"Content-Type": "text/html; charset=utf-8"}


@dataclass
class Deployment:
    """Three servers that are set up right, until a test changes an answer.

    Attributes:
        answers: By server, method and path without its query.
    """

    component: Loopback
    provider: Loopback
    api: Loopback
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    health: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        issuer, component, api = f"{self.provider.url}/", self.component.url, self.api.url
        digest = base64.urlsafe_b64encode(hashlib.sha256(api.encode()).digest()).decode()[:16]
        self.health = {
            "release": "0.1.0",
            "contract": VERSION,
            "baseUrl": component,
            "issuer": issuer,
            "audience": AUDIENCE,
            "apps": [APP],
            "api": digest,
            "apiIdentity": None,
            "isRotatingKeys": False,
        }
        request = {
            "user": None,
            "authorizeUrl": f"{issuer}authorize?client_id=client-1",
            "state": "the-state",
            "transaction": "the-transaction",
        }
        policy = {"Content-Security-Policy": f"default-src 'none'; frame-ancestors {APP}", **PAGE}
        metadata = {
            "issuer": issuer,
            "end_session_endpoint": f"{issuer}oidc/logout",
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        described = {"resource": AUDIENCE, "authorization_servers": [issuer]}
        self.answers = {
            ("component", "GET /api/health"): Answer(body=self.health),
            ("component", "GET /frame/auth0"): Answer(body=LOGIN, headers=policy),
            ("component", "POST /api/auth/redeem"): refusal(400, "invalid_request"),
            ("component", "POST /api/auth/session status"): Answer(body=request),
            ("component", "POST /api/auth/session code"): refusal(400, "sign_in_expired"),
            ("provider", "GET /.well-known/openid-configuration"): Answer(body=metadata),
            ("provider", "GET /authorize"): Answer(302, headers={"Location": "/u/login"}),
            ("provider", "GET /u/login"): Answer(body=LOGIN, headers=PAGE),
            ("provider", "GET /oidc/logout"): Answer(302, headers={"Location": "/"}),
            ("api", "GET /api/ping"): Answer(body={"message": "Hello."}),
            ("api", "GET /api/pong"): refusal(401, "invalid_token"),
            ("api", "OPTIONS /api/pong"): Answer(204, b"", {"Access-Control-Allow-Origin": APP}),
            ("api", "GET /.well-known/oauth-protected-resource"): Answer(body=described),
        }
        for name in ("component", "provider", "api"):
            getattr(self, name).respond = lambda request, name=name: self._answer(name, request)

    def _answer(self, server: str, request: Request) -> Answer:
        what = f"{request.method} {request.target.partition('?')[0]}"
        if what == "POST /api/auth/session":
            what = f"{what} {request.json['op']}"
        return self.answers.get((server, what), refusal(404, "not_found"))

    @property
    def settings(self) -> Settings:
        """The app's settings."""
        return Settings(self.component.url, APP, self.api.url)

    def plant(self, server: str, what: str, answer: Answer) -> None:
        """Answer something else from now on."""
        assert (server, what) in self.answers, "nothing was planted"
        self.answers[server, what] = answer

    def change(self, server: str, what: str, **members: Any) -> None:
        """Change members of a JSON answer; None removes one."""
        body = {**self.answers[server, what].body, **members}
        self.plant(server, what, Answer(body={k: v for k, v in body.items() if v is not None}))


def refusal(status: int, code: str) -> Answer:
    return Answer(status, {"code": code, "message": f"{code}."})


def page(status: int, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, LOGIN, {**PAGE, **named})


@contextmanager
def deployed() -> Iterator[Deployment]:
    with ExitStack() as servers:
        component, provider, api = (servers.enter_context(serve()) for _ in range(3))
        yield Deployment(component, provider, api)

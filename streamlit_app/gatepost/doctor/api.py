"""Check the protected API, and whether app, component and provider mean the same one."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator

from gatepost.doctor.component import Component
from gatepost.doctor.finding import Finding
from gatepost.doctor.probe import Reply, send
from gatepost.settings import Settings

_FUNCTIONS = "the functions' environment at Cloud Run"


class Api:
    """What the doctor learns of the API without a token."""

    def __init__(self, at: Settings) -> None:
        self._at = at
        self._metadata: Reply = Reply()
        self._is_reachable = False
        self._is_private = False

    def check(self) -> Iterator[Finding]:
        """Yield what is wrong with the API alone."""
        url = self._at.api_url
        ping = send(f"{url}/api/ping")
        self._is_private = ping.status in (401, 403) and ping.is_page
        if self._is_private and self._at.google_account:
            return  # nothing more to see without Google's token
        if self._is_private:
            yield Finding(
                "api_private",
                "app",
                "Google Cloud IAM guards the API, and the app has no Google identity.",
                "Set api_google_identity in the app's secrets, or deploy the API with "
                "--no-invoker-iam-check.",
            )
            return
        if "message" not in ping.json:
            yield Finding(
                "api_unreachable",
                "app",
                f"{url}/api/ping answers {ping.status or 'nothing'}: no function is there.",
                "Set api_url in the app's secrets to the address of the deployed functions.",
            )
            return
        self._is_reachable = True
        self._metadata = send(f"{url}/.well-known/oauth-protected-resource")
        yield from self._keys(send(f"{url}/api/pong", headers={"Authorization": _made_up_token()}))
        yield from self._origins()

    def compare(self, component: Component) -> Iterator[Finding]:
        """Yield where the API differs from what the component knows of it."""
        health = component.health.json
        if "contract" not in health or not (self._is_reachable or self._is_private):
            return
        if health["api"] != _digest(self._at.api_url or ""):
            yield Finding(
                "api_url_differs",
                "component",
                f"The component calls another API than the app, whose api_url is "
                f"{self._at.api_url}.",
                f"Set API_BASE_URL to {self._at.api_url} in the component's environment.",
            )
        if self._is_private and not health["apiIdentity"]:
            yield Finding(
                "component_not_admitted",
                "component",
                "Google Cloud IAM guards the API, and the component has no Google identity.",
                "Set API_GOOGLE_IDENTITY in the component's environment.",
            )
        known = self._metadata.json
        if not self._is_reachable or not known:
            return
        if known.get("resource") != health["audience"]:
            yield Finding(
                "audience_differs",
                "functions",
                f"The functions expect the audience {known.get('resource')}, and the component "
                f"asks for {health['audience']}.",
                f"Set AUTH0_AUDIENCE to {health['audience']} in {_FUNCTIONS}.",
            )
        if known.get("authorization_servers") != [health["issuer"]]:
            yield Finding(
                "issuer_of_api_differs",
                "functions",
                f"The functions trust {known.get('authorization_servers')}, and the component "
                f"uses {health['issuer']}.",
                f"Set AUTH0_ISSUER to {health['issuer']} in {_FUNCTIONS}.",
            )

    def _keys(self, reply: Reply) -> Iterator[Finding]:
        if reply.code == "keys_unavailable":
            yield Finding(
                "keys_unavailable",
                "functions",
                "The functions can't read the issuer's keys.",
                f"Check AUTH0_ISSUER and JWKS_URL in {_FUNCTIONS}.",
            )

    def _origins(self) -> Iterator[Finding]:
        app = self._at.app_url
        headers = {"Origin": app, "Access-Control-Request-Method": "GET"}
        reply = send(f"{self._at.api_url}/api/pong", method="OPTIONS", headers=headers)
        if reply.header("Access-Control-Allow-Origin") != app:
            yield Finding(
                "origin_not_allowed",
                "functions",
                f"Pages at {app} may not read the API's answers.",
                f"Only if a page calls the API itself: add {app} to ALLOWED_ORIGINS in "
                f"{_FUNCTIONS}.",
                is_fault=False,
            )


def _digest(url: str) -> str:
    octets = hashlib.sha256(url.encode()).digest()
    return base64.urlsafe_b64encode(octets).decode()[:16]


def _made_up_token() -> str:
    parts = ({"alg": "RS256", "typ": "at+jwt", "kid": "made-up-by-the-doctor"}, {"iss": "nobody"})
    encoded = [base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=") for p in parts]
    return "Bearer " + b".".join([*encoded, b"c2lnbmF0dXJl"]).decode()

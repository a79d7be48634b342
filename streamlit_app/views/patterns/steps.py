"""List every step that can be drawn: who sends what to whom, and what is checked on arrival.

``python3 dev.py contract`` draws the same steps into ``docs/architecture.md``. A name in braces is
a value of the record; a check whose value was not recorded is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Lane = Literal["app", "host", "frame", "routes", "provider", "functions"]
LANES: Final[dict[Lane, str]] = {
    "app": "App",
    "host": "Host",
    "frame": "Frame",
    "routes": "API routes",
    "provider": "Identity provider",
    "functions": "Functions",
}
"""The participants, from left to right."""
PLACES: Final[dict[Lane, str]] = {
    "app": "the app's Python, on its server",
    "host": "Gatepost's script in the app's page, in the browser",
    "frame": "the component's page, in the browser",
    "routes": "the component's server",
    "provider": "the server that knows the passwords, such as Auth0",
    "functions": "the server of the protected API",
}
"""What each of them is, and where it runs."""
COLORS: Final[dict[Lane, str]] = {
    **dict.fromkeys(("app", "host"), "blue"),
    **dict.fromkeys(("frame", "routes"), "violet"),
    "provider": "green",
    "functions": "orange",
}
"""One colour for each party: between two of them is a border of trust."""


@dataclass(frozen=True)
class Step:
    """One message between two participants.

    Attributes:
        by: Who records it.
        source: Who sends it.
        target: Who receives it and makes the checks.
        title: What is sent.
        checks: What the target checks. A call shows them once its answer proves they were made.
    """

    by: Literal["app", "host", "frame"]
    source: Lane
    target: Lane
    title: str
    checks: tuple[str, ...] = ()


_FROM_HOST = ("source is the parent window", "origin equals {origin}, a registered app")
_FROM_FRAME = ("source is this frame's window", "origin equals {origin}")
_FROM_OWN_PAGE = (
    "Sec-Fetch-Site is same-origin",
    "Origin is absent or the component's own",
    "X-Gatepost names a registered app",
)
_VALID = "signature {algorithm}, key {key}, issuer, audience and times fit"
_ACCESS = f"access token: {_VALID}"
_OF_COOKIE = f"access token, which the routes unsealed: {_VALID}"

STEPS: Final[dict[str, Step]] = {
    "draw": Step("host", "app", "host", "the frame's address: {origin}"),
    "ask_page": Step("host", "host", "routes", "GET the framed page"),
    "load_page": Step("host", "routes", "frame", "the page, with all that it loads"),
    "hello": Step("frame", "host", "frame", "hello", _FROM_HOST),
    "ready": Step(
        "host", "frame", "host", "ready", (*_FROM_FRAME, "contract has the same version")
    ),
    "props": Step("frame", "host", "frame", "props", (*_FROM_HOST, "shape is that of Props")),
    "call status": Step(
        "frame",
        "frame",
        "routes",
        "POST /api/auth/session: status",
        (*_FROM_OWN_PAGE, "cookie, if there is one, was sealed here, for this app"),
    ),
    "renew": Step("frame", "routes", "provider", "refresh token"),
    "renewed": Step("frame", "provider", "routes", "new tokens, after {took} ms"),
    "answer status": Step("frame", "routes", "frame", "name, handover"),
    "answer nobody": Step("frame", "routes", "frame", "nobody is signed in"),
    "emit": Step("host", "frame", "host", "{name}", _FROM_FRAME),
    "receive": Step(
        "app",
        "host",
        "app",
        "{name}",
        ("contract has the same version", "number {seq} was not handled before", "shape fits"),
    ),
    "redeem": Step(
        "app",
        "app",
        "routes",
        "POST /api/auth/redeem: handover, verifier, app",
        (
            "no Origin and no Sec-Fetch-Site, so the caller is a server",
            "handover was sealed here, at most 60 s ago, for this app, and not redeemed before",
            "S256 of the verifier equals the challenge",
        ),
    ),
    "identity": Step(
        "app", "routes", "app", "user, access token, scopes", ("shape and expiry fit",)
    ),
    "refusal": Step("app", "routes", "app", "{name}"),
    "acknowledge": Step("host", "app", "host", "number {seq} is handled"),
    "open_window": Step(
        "frame", "frame", "provider", "a window: authorize with PKCE, state, nonce"
    ),
    "send_back": Step(
        "frame", "provider", "routes", "GET /api/auth/callback: code or error, state"
    ),
    "callback": Step(
        "frame",
        "routes",
        "frame",
        "code or error, state",
        ("source is the window that was opened", "origin equals {origin}", "state matches"),
    ),
    "call code": Step(
        "frame",
        "frame",
        "routes",
        "POST /api/auth/session: code or error, transaction",
        (*_FROM_OWN_PAGE, "transaction was sealed here, for this app, at most 10 min ago"),
    ),
    "exchange": Step("frame", "routes", "provider", "code, PKCE verifier, client secret"),
    "exchanged": Step(
        "frame",
        "provider",
        "routes",
        "tokens, after {took} ms",
        ("state and issuer match", "ID token: signature, audience, nonce and times fit"),
    ),
    "answer code": Step("frame", "routes", "frame", "name, handover"),
    "send": Step("host", "app", "host", "{name}"),
    "dispatch": Step(
        "frame", "host", "frame", "{name}", (*_FROM_HOST, "number {seq} was not handled before")
    ),
    "handle": Step(
        "host",
        "frame",
        "host",
        "{name} is handled: what it asks for has begun",
        (*_FROM_FRAME, "number {seq} was sent"),
    ),
    "call ping": Step("frame", "frame", "routes", "GET /api/ping", ("anybody may call",)),
    "call pong": Step("frame", "frame", "routes", "GET /api/pong", _FROM_OWN_PAGE),
    "forward ping": Step("frame", "routes", "functions", "GET /api/ping"),
    "forward pong": Step("frame", "routes", "functions", "GET /api/pong", (_OF_COOKIE,)),
    "forwarded": Step("frame", "functions", "routes", "{status}, after {took} ms"),
    "answer": Step("frame", "routes", "frame", "{status}"),
    "request": Step("app", "app", "functions", "{method} {name}", (_ACCESS,)),
    "response": Step("app", "functions", "app", "{status}"),
    "refuse": Step("frame", "routes", "frame", "{status}: refused"),
}

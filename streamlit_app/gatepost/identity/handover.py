"""Redeem a handover: the only way an identity enters the Streamlit session."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from gatepost.errors import ComponentUnavailable, HandoverError, HandoverOfAnotherApp
from gatepost.http.transport import Answer, Bounds, NoAnswer, Request, TooLarge, Transport
from gatepost.secret import Secret
from gatepost.wire.events import Id

_BOUNDS = Bounds(seconds=10, most_bytes=64 * 1024)
_LONGEST_TOKEN_SECONDS = 31 * 24 * 3600

EXPIRED = "This sign-in has expired or was already used. Try again."

_Token = Annotated[str, Meta(min_length=1, max_length=32_768, pattern=r"^[\x21-\x7e]+\Z")]


def elapsed() -> float:
    """Return seconds from a clock that nobody can set.

    The clocks of app and component can differ by minutes, and can be set during a sign-in. If
    the system allows it, as on Linux, this clock also runs while the machine sleeps.
    """
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


@dataclass(frozen=True)
class User:
    """A person, as the identity provider names them: ``sub`` is stable, such as ``auth0|65f…``."""

    sub: Annotated[str, Meta(min_length=1, max_length=255)]
    name: Annotated[str, Meta(max_length=1_000)] | None
    email: Annotated[str, Meta(max_length=320)] | None


@dataclass(frozen=True)
class Identity:
    """A user, and an access token for the protected API; only ``redeem`` makes one.

    Attributes:
        id: The component's id for it; every renewal gets a new one.
        access_token: Bearer token; None if the app is registered without access to the API.
        ends_at: Expiry of the token, on the clock of ``elapsed``.
        scopes: API scopes that were granted.
        is_renewable: Whether the component can renew it; otherwise it ends with the token.
    """

    id: str
    user: User
    access_token: Secret | None
    ends_at: float
    scopes: frozenset[str]
    is_renewable: bool = False

    @property
    def is_current(self) -> bool:
        """Return whether the access token is still valid; one that was pickled is not."""
        is_empty = self.access_token is not None and not self.access_token
        return not is_empty and self.seconds_left > 0

    @property
    def seconds_left(self) -> float:
        """Return how long the access token is still valid."""
        return max(0.0, self.ends_at - elapsed())


class _Grant(msgspec.Struct, rename="camel"):
    id: Id
    user: User
    access_token: _Token | None
    expires_in: Annotated[float, Meta(gt=0, le=_LONGEST_TOKEN_SECONDS)]
    scopes: list[str]
    is_renewable: bool = False


class _Refusal(msgspec.Struct):
    code: str


def redeem(
    handover: str,
    verifier: Secret,
    component_url: str,
    app_url: str,
    *,
    proxy_url: Secret | None = None,
) -> Identity:
    """Exchange a handover for the identity in it, server to server.

    Args:
        handover: The handover from the frame; sealed, valid for 60 seconds.
        verifier: The secret whose S256 challenge the handover is bound to; never used twice.
        component_url: The configured component; no address from a message is ever called.
        app_url: The app's own origin as configured; the handover must be made for it. A challenge
            alone is no proof: anyone who opens an app can read its challenge and lure others into a
            sign-in for it.
        proxy_url: The configured proxy.

    Raises:
        HandoverError: The component refused it, or answered without a valid identity.
        HandoverOfAnotherApp: It was made for an app at another address.
        ComponentUnavailable: The component did not answer, or answered with something else.
    """
    body: dict[str, str | Secret] = {"handover": handover, "verifier": verifier, "app": app_url}
    sent_at = elapsed()
    answer = _send(f"{component_url}/api/auth/redeem", body, proxy_url)
    if isinstance(answer, NoAnswer):
        why = answer.explain("The component", "component_url")
        raise ComponentUnavailable(
            f"The sign-in could not be finished. {why}"
            if why
            else "The sign-in could not be finished: the component does not answer the app's "
            "server. Try again in a moment."
        )
    if answer.status == 200:
        found = _parse(answer.data, sent_at)
        if isinstance(found, Identity):
            return found
        raise HandoverError(
            f"The component's answer is not a valid sign-in ({found}). Ask the operator to compare "
            "the versions of app and component, and to check the person's profile at the identity "
            "provider."
        )
    code = _code(answer.data)
    if code == "handover_invalid":
        raise HandoverError(EXPIRED)
    if code == HandoverOfAnotherApp.code:
        raise HandoverOfAnotherApp(
            f"This app is not open at {app_url}, the address in its setting app_url. Open it "
            "there, or ask the operator to set app_url to the address in the browser's address bar."
        )
    raise ComponentUnavailable(
        f"The sign-in could not be finished: {component_url} answers the app's server with status "
        f"{answer.status}. Ask the operator to check the setting component_url and the component's "
        "log, then try again."
    )


def _send(url: str, body: dict[str, str | Secret], proxy_url: Secret | None) -> Answer | NoAnswer:
    content = Secret(msgspec.json.encode(body, enc_hook=Secret.reveal).decode())
    headers = {"Content-Type": "application/json"}
    try:
        return Transport().send(Request("POST", url, headers, content, proxy_url), _BOUNDS)
    except TooLarge as error:
        return Answer(error.status, {}, b"")  # the component never sends that much
    except NoAnswer as none:
        return NoAnswer(none.reason)  # a new one: the traceback of the first holds the request


def _code(content: bytes) -> str | None:
    """Return the stable code of a refusal, if there is one."""
    try:
        return msgspec.json.decode(content, type=_Refusal).code
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _parse(content: bytes, sent_at: float) -> Identity | str:
    """Return the identity, or what is wrong with the answer: the place and the limit, no value.

    It raises no error, since the traceback would hold the token.
    """
    try:
        grant = msgspec.json.decode(content, type=_Grant)
    except msgspec.DecodeError as error:
        return str(error)
    except (UnicodeDecodeError, RecursionError):
        return "it is not JSON"
    return Identity(
        id=grant.id,
        user=grant.user,
        access_token=None if grant.access_token is None else Secret(grant.access_token),
        ends_at=sent_at + grant.expires_in,  # on the clock of this machine alone
        scopes=frozenset(grant.scopes),
        is_renewable=grant.is_renewable,
    )

"""Redeem a handover: the only way an identity enters the Streamlit session."""

from __future__ import annotations

import msgspec

from gatepost.errors import ComponentUnavailable, HandoverError, HandoverOfAnotherApp
from gatepost.http.transport import Answer, Bounds, NoAnswer, Request, TooLarge, Transport
from gatepost.identity.grant import parse_grant
from gatepost.identity.person import Identity, elapsed
from gatepost.language import Sentence
from gatepost.secret import Secret

_BOUNDS = Bounds(seconds=10, most_bytes=256 * 1024)  # each of several tokens can have 32 KiB


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
        why = answer.explain(Sentence("the_component"), "component_url")
        silent = Sentence("component_silent")
        raise ComponentUnavailable(Sentence("sign_in_unfinished", why=why) if why else silent)
    if answer.status == 200:
        found = parse_grant(answer.data, sent_at)
        if isinstance(found, Identity):
            return found
        raise HandoverError(Sentence("grant_invalid", found=found))
    code = _code(answer.data)
    if code == "handover_invalid":
        raise HandoverError(Sentence("sign_in_expired"))
    if code == HandoverOfAnotherApp.code:
        raise HandoverOfAnotherApp(Sentence("app_elsewhere", app_url=app_url))
    status = answer.status
    raise ComponentUnavailable(
        Sentence("component_failed", component_url=component_url, status=status)
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

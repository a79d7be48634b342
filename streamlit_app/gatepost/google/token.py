"""Fetch one ID token from Google with google-auth, which is imported only when needed.

The limits of google-auth 2.62 are not enough. Each applies to one socket operation, so a trickling
answer never times out. They are 3 seconds for the metadata server (five attempts with growing
pauses) and, for the token endpoint (three attempts), 120 seconds with the requests transport and
none with urllib3. Sizes are not limited. The requests transport also reads ``.netrc`` and takes a
proxy from the environment, and both follow redirects. Here Gatepost's own transport makes one
attempt; the caller decides whether to try again.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

from gatepost.errors import GoogleIdentityUnavailable, SettingsError
from gatepost.google.account import KEY_SECTION, GoogleAccount, ServiceAccountKey
from gatepost.http.transport import Answer, Bounds, NoAnswer, Request, TooLarge, Transport
from gatepost.language import Sentence
from gatepost.secret import Secret

if TYPE_CHECKING:
    from google.auth.crypt import RSASigner

Reason = Literal["silent", "refused", "unreadable"]

_BOUNDS = Bounds(seconds=4.0, most_bytes=64 * 1024)
# A timeout and too many requests are not refusals (RFC 9110): a later request can succeed.
_REFUSALS = frozenset(range(400, 500)) - {408, 429}
# So that no character in it can end the header field it is sent in.
_JWT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class IdToken:
    """An ID token of a Google account; ``expires_at`` is in seconds since 1970."""

    account: GoogleAccount
    value: Secret
    expires_at: float


class _Unavailable(Exception):
    """Google's endpoint issued no token. google-auth lets this error pass without a retry."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def fetch_id_token(account: GoogleAccount) -> IdToken:
    """Fetch an ID token.

    Raises:
        SettingsError: The private key can't be read, or google-auth is not installed.
        GoogleIdentityUnavailable: Google does not answer, refuses, or sends no token.
    """
    fetched = _fetch(account)
    if isinstance(fetched, IdToken):
        return fetched
    # Raised out here, so that the error holds no cause and no value with a secret.
    raise no_token(account, fetched)


def _fetch(account: GoogleAccount) -> IdToken | Reason:
    """Return the token, or why there is none."""
    if find_spec("google") is None or find_spec("google.auth") is None:
        raise SettingsError(
            "The setting api_google_identity needs google-auth, which is not installed. Install it "
            'with: pip install "gatepost[google]"'
        )
    credentials = _credentials(account)
    try:
        credentials.refresh(_sender(account.proxy_url))
        value = credentials.token.strip()
        ends = credentials.expiry.replace(tzinfo=UTC).timestamp()
        if _JWT.fullmatch(value) and ends > time.time():
            return IdToken(account, Secret(value), ends)
    except _Unavailable as error:
        return error.reason
    except Exception:  # noqa: BLE001, S110 - many kinds, with tokens or answers in their texts
        pass
    return "unreadable"


def no_token(account: GoogleAccount, reason: Reason = "silent") -> GoogleIdentityUnavailable:
    """Return the error for a missing token, with what to do."""
    source = "google_key" if account.key else "google"
    return GoogleIdentityUnavailable(Sentence(f"{source}_{reason}", section=KEY_SECTION))


def _sender(proxy_url: Secret | None) -> Callable[..., Answer]:
    """Return a function that sends one request of google-auth (google.auth.transport.Request)."""

    def send(
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_: object,
    ) -> Answer:
        try:
            request = Request(method, url, headers or {}, body, proxy_url)
            answer = Transport().send(request, _BOUNDS)
        except (NoAnswer, TooLarge):
            raise _Unavailable("silent") from None
        if answer.status != 200:
            raise _Unavailable("refused" if answer.status in _REFUSALS else "silent")
        return answer

    return send


def _credentials(account: GoogleAccount) -> Any:
    key = account.key
    if key is None:
        from google.auth.compute_engine import IDTokenCredentials

        # With None as its request, google-auth does not fetch the account's name as well. A token
        # bound to a certificate would need mutual TLS; searching for one can take 30 seconds.
        return IDTokenCredentials(
            None, account.audience, use_metadata_identity_endpoint=True, bind_id_token=False
        )
    from google.oauth2 import service_account

    signer = _signer(key)
    if signer is None:
        raise SettingsError(
            f"The private_key of the setting {KEY_SECTION} can't be read. Copy it from the service "
            f"account's JSON key file, from BEGIN to END, into [gatepost.{KEY_SECTION}]."
        )
    return service_account.IDTokenCredentials(
        signer, key.client_email, key.token_uri, account.audience
    )


def _signer(key: ServiceAccountKey) -> RSASigner | None:
    from cryptography.exceptions import UnsupportedAlgorithm
    from google.auth.crypt import RSASigner

    try:
        signer: RSASigner = RSASigner.from_string(key.private_key.reveal(), key.private_key_id)
        signer.sign(b"")  # keys of other kinds can be read too, and fail here
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return signer

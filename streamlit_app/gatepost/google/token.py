"""Fetch one ID token from Google by google-auth, which is imported only when needed."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from gatepost.errors import GoogleIdentityUnavailable, SettingsError
from gatepost.google.account import KEY_SECTION, GoogleAccount, ServiceAccountKey
from gatepost.google.transport import Reason, Unavailable, sender
from gatepost.secret import Secret

if TYPE_CHECKING:
    from google.auth.crypt import RSASigner

# So that no character in it can end the header field it is sent in.
_JWT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")

_FROM_MACHINE = {
    "silent": "Google's metadata server does not answer. On Google Cloud, try again in a moment. "
    "Anywhere else there is none: set api_google_identity to service_account.",
    "refused": "Google's metadata server issues no ID token for the app. Run the app as a service "
    "account, and grant that account the role roles/run.invoker.",
    "unreadable": "Google's metadata server sent no valid ID token. Check the server's clock and "
    "GCE_METADATA_HOST, then try again.",
}
_WITH_KEY = {
    "silent": "Google does not answer at the token_uri of the service account's key. "
    "Try again in a moment.",
    "refused": "Google refuses the service account's key: it is revoked, belongs to another "
    "account, or the server's clock is wrong. Put a new key into "
    f"[gatepost.{KEY_SECTION}].",
    "unreadable": "Google sent no valid ID token for the service account's key. Check the server's "
    "clock and the token_uri of the key, then try again.",
}


@dataclass(frozen=True)
class IdToken:
    """An ID token of a Google account.

    Attributes:
        account: The account, and the service it is for.
        value: The token.
        expires_at: Its ``exp``, in seconds since 1970.
    """

    account: GoogleAccount
    value: Secret
    expires_at: float


def fetch_id_token(account: GoogleAccount) -> IdToken:
    """Fetch an ID token.

    Raises:
        SettingsError: The private key can't be read.
        GoogleIdentityUnavailable: Google does not answer, refuses, or sends no token.
    """
    fetched = _fetch(account)
    if isinstance(fetched, IdToken):
        return fetched
    # Raised out here, so that the error holds no cause and no value with a secret.
    raise no_token(account, fetched)


def _fetch(account: GoogleAccount) -> IdToken | Reason:
    """Return the token, or why there is none."""
    credentials = _credentials(account)
    try:
        credentials.refresh(sender(account.proxy_url))
        value = credentials.token.strip()
        ends = credentials.expiry.replace(tzinfo=UTC).timestamp()
        if _JWT.fullmatch(value) and ends > time.time():
            return IdToken(account, Secret(value), ends)
    except Unavailable as error:
        return error.reason
    except Exception:  # noqa: BLE001, S110 - many kinds, with tokens or answers in their texts
        pass
    return "unreadable"


def no_token(account: GoogleAccount, reason: Reason = "silent") -> GoogleIdentityUnavailable:
    """Return the error for a missing token, with what to do."""
    return GoogleIdentityUnavailable((_WITH_KEY if account.key else _FROM_MACHINE)[reason])


def _credentials(account: GoogleAccount) -> Any:
    key = account.key
    if key is None:
        from google.auth.compute_engine import IDTokenCredentials

        # Without a request here, the account's name is not fetched as well. A token bound to a
        # certificate would need mutual TLS, and searching for one can take 30 seconds.
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

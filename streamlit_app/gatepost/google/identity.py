"""Cache the app's ID token from Google, which a private API requires.

The token is the app's and not a person's, so there is one for the whole process:

- Many threads share one fetch: a thread that needs a token joins the fetch in progress.
- No thread waits while the token is still good, and it stays in use when its renewal fails.
- Changed settings apply at once; the token of the old settings is dropped.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field

from gatepost.errors import GatepostError
from gatepost.google.account import GoogleAccount
from gatepost.google.token import IdToken, fetch_id_token, no_token
from gatepost.secret import Secret

# google-auth's own threshold: the metadata server returns the same token until four minutes before
# it expires, so an earlier fetch would bring nothing new.
_RENEWED_SECONDS = 225
# Allows for the time until Google Cloud IAM reads the token, and for small clock differences.
_UNUSED_SECONDS = 10
# A renewal is tried at most this often while the token is still good.
_PAUSE_SECONDS = 30
# A call never waits longer, even if the fetch takes longer: resolving a name has no time limit.
_WAIT_SECONDS = 5.0

_log = logging.getLogger("gatepost")


@dataclass
class _Fetch:
    """A fetch, in progress or done."""

    account: GoogleAccount
    started_at: float
    done: threading.Event = field(default_factory=threading.Event)
    token: IdToken | None = None
    error: GatepostError | None = None


class TokenCache:
    """One ID token, renewed before it expires."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # never held during input or output
        self._token: IdToken | None = None
        self._fetch: _Fetch | None = None

    def find(self, account: GoogleAccount) -> Secret:
        """Return the ID token of the account; fetch it if necessary.

        Raises:
            SettingsError: The service account's key can't be read.
            GoogleIdentityUnavailable: Google issued no token in time.
        """
        token = self._good(account, _RENEWED_SECONDS)
        if token:
            return token.value
        with self._lock:
            token = self._good(account, _UNUSED_SECONDS)
            fetch = self._join_or_start(account, renews=token is not None)
        if token:
            return token.value
        fetch.done.wait(_WAIT_SECONDS)
        if fetch.token:
            return fetch.token.value
        if fetch.error:  # a new error for each caller, since a raised one holds its traceback
            raise type(fetch.error)(*fetch.error.args)
        raise no_token(account)

    def _good(self, account: GoogleAccount, seconds: float) -> IdToken | None:
        """Return the cached token, if it is the account's and good for that many seconds."""
        token = self._token
        fits = token and token.account == account and time.time() < token.expires_at - seconds
        return token if fits else None

    def _join_or_start(self, account: GoogleAccount, *, renews: bool) -> _Fetch:
        """Return the fetch to wait for; call it with the lock held."""
        now = time.monotonic()
        fetch = self._fetch
        if fetch and fetch.account == account:
            lasts = _PAUSE_SECONDS if renews else 0 if fetch.done.is_set() else 2 * _WAIT_SECONDS
            if now < fetch.started_at + lasts:
                return fetch
        self._fetch = fetch = _Fetch(account, now)
        threading.Thread(target=self._run, args=(fetch,), name="google-token", daemon=True).start()
        return fetch

    def _run(self, fetch: _Fetch) -> None:
        """Fetch in a thread of its own, and always wake the waiting threads."""
        try:
            fetch.token = fetch_id_token(fetch.account)
        except GatepostError as error:
            fetch.error = error
            _log.warning("%s: %s", error.code, error)
        else:
            with self._lock:
                if self._fetch is fetch:
                    self._token = fetch.token
        finally:
            fetch.done.set()


_cache = TokenCache()


def id_token(account: GoogleAccount) -> Secret:
    """Return the token for ``X-Serverless-Authorization``; ``Authorization`` stays the person's.

    Source: Google Cloud, "Authenticating service-to-service".

    Raises:
        SettingsError: The service account's key can't be read.
        GoogleIdentityUnavailable: Google issued no token in time.
    """
    return _cache.find(account)

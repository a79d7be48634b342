"""Keeps the app's ID token from Google, which an API that is closed to the public asks for.

The token is the app's and not a person's, so there is one for the whole process:

- Many threads, one fetch: whoever needs a token that is not there joins the fetch under way.
- A token that is still good is never waited for, and is used on when its renewal fails.
- Other settings count at once; the token of the settings before is given up.
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

# google-auth's own threshold: the metadata server hands out the old token until four minutes
# before its end, so that asking earlier only returns that one.
_RENEWED_SECONDS = 225
# The way to Google's front, and clocks that differ a little.
_UNUSED_SECONDS = 10
# A renewal is tried at most this often, while the token is still good.
_PAUSE_SECONDS = 30
# A call waits this long, whatever the fetch does: to find a name, for one, has no time limit.
_WAIT_SECONDS = 5.0

_log = logging.getLogger("gatepost")


@dataclass
class _Fetch:
    """A fetch, under way or done."""

    account: GoogleAccount
    started_at: float
    done: threading.Event = field(default_factory=threading.Event)
    token: IdToken | None = None
    error: GatepostError | None = None


class TokenCache:
    """One ID token, renewed before it ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # never held during input or output
        self._token: IdToken | None = None
        self._fetch: _Fetch | None = None

    def find(self, account: GoogleAccount) -> Secret:
        """The ID token of the account, from Google if need be.

        Raises:
            SettingsError: The service account's key can't be read.
            GoogleIdentityUnavailable: Google gave no token in time.
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
        if fetch.error:  # one for each caller, since a raised error collects what it passed through
            raise type(fetch.error)(fetch.error.message)
        raise no_token(account)

    def _good(self, account: GoogleAccount, seconds: float) -> IdToken | None:
        """The token that is kept, if it is the account's and good for some seconds."""
        token = self._token
        fits = token and token.account == account and time.time() < token.expires_at - seconds
        return token if fits else None

    def _join_or_start(self, account: GoogleAccount, *, renews: bool) -> _Fetch:
        """The fetch to wait for; the lock is held."""
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
        """Fetch in a thread of its own; whatever happens, wake those who wait."""
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
    """The token for ``X-Serverless-Authorization``; ``Authorization`` stays the person's.

    Source: Google Cloud, "Authenticating service-to-service".

    Raises:
        SettingsError: The service account's key can't be read.
        GoogleIdentityUnavailable: Google gave no token in time.
    """
    return _cache.find(account)

"""The secrets that handovers are bound to."""

from __future__ import annotations

import base64
import hashlib
import secrets

from gatepost.secret import Secret


class Verifiers:
    """The secret behind the next handover: used once, then replaced (RFC 7636, section 4.1)."""

    def __init__(self) -> None:
        self._renew()

    def take(self, challenge: str) -> Secret | None:
        """Use up the verifier of a challenge; return None if it is not the current one."""
        if challenge != self.challenge:
            return None
        verifier = self._verifier
        self._renew()
        return verifier or None  # it is empty if it was pickled

    def _renew(self) -> None:
        verifier = secrets.token_urlsafe(32)
        self._verifier = Secret(verifier)
        digest = hashlib.sha256(verifier.encode("ascii")).digest()
        self.challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")

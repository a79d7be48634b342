"""Log one line for each decision: who was admitted to which route, or why not.

A line names the client and its scopes as the identity provider signed them, and the person by a
pseudonym. It contains no token, no e-mail address, and no path or header of the request.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from gatepost_api import log
from gatepost_api.errors import ApiError, InvalidToken
from gatepost_api.tokens.claims import Caller


@dataclass(slots=True)
class Decision:
    """The decision about a request, filled in while the request is handled."""

    route: str = ""  # the name, empty if no route has the path
    caller: Caller | None = None  # None before authentication
    error: ApiError | None = None  # None if the caller is admitted


class Audit:
    """Writes the decisions of one deployment to the log.

    Args:
        salt: The HMAC key of the pseudonyms. Lines written with the same salt can be correlated;
            without it, a subject cannot be recovered. If empty, a random one is used until the
            process ends.
        project: The Google Cloud project, with which Cloud Logging links lines to traces.
    """

    def __init__(self, salt: str = "", project: str = "") -> None:
        self._salt = salt.encode() or secrets.token_bytes(32)
        self._traces = f"projects/{project}/traces/" if project else ""

    def write(self, decision: Decision, trace_id: str, milliseconds: float) -> None:
        """Log one decision, made this many milliseconds after the request arrived."""
        error, caller = decision.error, decision.caller
        fields: dict[str, str | float | list[str]] = {
            "route": decision.route,
            "decision": "deny" if error else "allow",
            "milliseconds": round(milliseconds, 3),
            "trace_id": trace_id,
        }
        if error is not None:
            fields["code"] = error.code
        if isinstance(error, InvalidToken):
            fields["reason"] = error.reason
        if caller is not None and caller.subject:
            fields["subject"] = self._pseudonym(caller.subject)
            fields["client_id"] = caller.client_id
            fields["scopes"] = sorted(caller.scopes)
        if self._traces:
            fields["logging.googleapis.com/trace"] = self._traces + trace_id
        log.write("INFO", "decision", error.message if error else "Admitted.", **fields)

    def _pseudonym(self, subject: str) -> str:
        """Return the first 16 bytes of the subject's HMAC-SHA-256 (RFC 2104), in hexadecimal."""
        # A signed subject may contain a lone surrogate, which strict UTF-8 cannot encode.
        text = subject.encode("utf-8", "surrogatepass")
        return hmac.digest(self._salt, text, hashlib.sha256)[:16].hex()

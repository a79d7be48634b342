"""Writes one line for each decision: who was let in where, or why not.

A line names the client and its scopes as the identity provider signed them, and the person by a
pseudonym. It holds no token, no e-mail and no path or header of the request.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

import log
from claims import Caller
from errors import ApiError, InvalidToken

_PSEUDONYM_BYTES = 16


@dataclass(slots=True)
class Decision:
    """What is known of one request so far.

    Attributes:
        route: The name of the route, empty if the path names none.
        caller: Who was identified, None if nobody was asked for or none could be.
        error: Why the request was refused, None if it was not.
    """

    route: str = ""
    caller: Caller | None = None
    error: ApiError | None = None


class Audit:
    """The written decisions of one deployment.

    Args:
        salt: What people are hashed with: lines of one salt can be joined, and nobody without
            it can tell whom they are about. Empty makes one that ends with this process.
        project: The Google Cloud project, by which Cloud Logging joins lines to traces.
    """

    def __init__(self, salt: str = "", project: str = "") -> None:
        self._salt = salt.encode() or secrets.token_bytes(32)
        self._traces = f"projects/{project}/traces/" if project else ""

    def write(self, decision: Decision, trace_id: str, milliseconds: float) -> None:
        """Write one decision.

        Args:
            decision: What was decided.
            trace_id: Ties the line to the answer.
            milliseconds: How long the request took.
        """
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
        """Return what stands for a person: HMAC-SHA-256 with the salt (RFC 2104), shortened."""
        # A signed subject may hold half a surrogate pair, which strict UTF-8 cannot encode.
        text = subject.encode("utf-8", "surrogatepass")
        return hmac.digest(self._salt, text, hashlib.sha256)[:_PSEUDONYM_BYTES].hex()

"""Read an answer of the protected API: its body, and a sentence for a refusal."""

from __future__ import annotations

import json
import re
from codecs import lookup
from dataclasses import dataclass
from email.message import Message
from itertools import accumulate
from typing import Any

from gatepost.errors import ApiError, PrivateApiRefused
from gatepost.http.transport import Answer

_SENTENCES = {
    "missing_token": "Nobody is signed in. Sign in, then try again.",
    "invalid_token": "The sign-in is no longer valid. Try again in a moment, or sign in again.",
    "insufficient_scope": "This account lacks the permission {scope}. Ask the operator for it.",
    PrivateApiRefused.code: "Google Cloud IAM rejected the app itself. Ask the app's operator to "
    "grant its service account the role roles/run.invoker, or to correct api_google_audience.",
}
_NO_ACCESS = (
    "This app is registered without access to the API. Ask the component's operator to add scopes "
    "or an audience to its row in GATEPOST_APPS."
)
_DEEPEST = 100
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}
# Brackets, and whole strings: a bracket inside a string does not count.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_CHECKED = re.compile(r'\btoken;dur=[\d.]+;desc="(?P<algorithm>\w+) (?P<key>[\w.~-]+)"', re.ASCII)
_SCOPE = re.compile(r'scope="([^"]*)"')


@dataclass(frozen=True)
class ApiAnswer:
    """An answer of the API.

    Attributes:
        body: The JSON of the body, or its text.
        www_authenticate: The header ``WWW-Authenticate`` (RFC 6750, section 3), or None.
        milliseconds: Time from the request to the whole answer.
        private: Whether Google Cloud IAM guards the API and itself answers the callers it rejects.
        without_access: Whether somebody is signed in without a token for the API.
    """

    status: int
    body: Any
    www_authenticate: str | None
    milliseconds: int
    private: bool = False
    without_access: bool = False

    @property
    def ok(self) -> bool:
        """Return whether the status is a success."""
        return 200 <= self.status < 300

    @property
    def code(self) -> str:
        """Return the stable code of a refusal.

        Google Cloud IAM answers 401 and 403 with a page (Google Cloud, "Troubleshoot Cloud Run");
        the API answers with JSON that has a code.
        """
        code = self._field("code")
        if self.private and self.status in (401, 403) and code is None:
            return PrivateApiRefused.code
        return str(code or ApiError.code)

    @property
    def message(self) -> str:
        """Return one sentence about the answer for the person."""
        if self.code == "missing_token" and self.without_access:
            return _NO_ACCESS
        if self.code in _SENTENCES:
            scope = _SCOPE.search(self.www_authenticate or "")
            return _SENTENCES[self.code].format(scope=scope[1] if scope else "that is needed")
        return str(self._field("message") or f"The API answered with status {self.status}.")

    def error(self) -> ApiError:
        """Return the error for a refusal."""
        kind = PrivateApiRefused if self.code == PrivateApiRefused.code else ApiError
        challenge = self.www_authenticate
        return kind(self.message, code=self.code, status=self.status, www_authenticate=challenge)

    def _field(self, name: str) -> object:
        return self.body.get(name) if isinstance(self.body, dict) else None


def token_check(answer: Answer) -> dict[str, str]:
    """Return the algorithm and key that checked the token, if the API named them."""
    found = _CHECKED.search(answer.headers.get("Server-Timing", ""))
    return found.groupdict() if found else {}


def read_body(answer: Answer) -> Any:
    """Return the JSON of the body, or its text."""
    text = answer.data.decode(_charset(answer), "replace")
    if _is_too_deep(text):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _charset(answer: Answer) -> str:
    """Return UTF-8, unless the answer names another charset (RFC 9110, section 8.3.2)."""
    header = Message()
    header["Content-Type"] = answer.headers.get("Content-Type", "")
    try:
        return lookup(header.get_content_charset("utf-8-sig")).name
    except LookupError:
        return "utf-8-sig"


def _is_too_deep(text: str) -> bool:
    """Return whether JSON is nested deeper than any real data.

    json stops only at the interpreter's recursion limit, where unrelated code (a finalizer) can
    fail as well.
    """
    if text.count("[") + text.count("{") <= _DEEPEST:
        return False
    steps = (_STEPS.get(token[0], 0) for token in _BRACKETS.finditer(text))
    return any(depth > _DEEPEST for depth in accumulate(steps))

"""What the protected API answered: its body, and a refusal in words."""

from __future__ import annotations

import json
import re
from codecs import lookup
from dataclasses import dataclass
from email.message import Message
from typing import Any

from gatepost.errors import ApiError, PrivateApiRefused
from gatepost.stream import Answer

_SENTENCES = {
    "missing_token": "Nobody is signed in. Sign in, then try again.",
    "invalid_token": "The sign-in is no longer valid. Try again in a moment, or sign in again.",
    "insufficient_scope": "This account lacks the permission {scope}. Ask the app's owner for it.",
    PrivateApiRefused.code: "Google refused the app itself. The app's owner has to grant its "
    "service account the role roles/run.invoker, or to correct api_google_audience.",
}
_NO_ACCESS = (
    "This app is registered without access to the API. Its operator adds scopes or an audience to "
    "its row in GATEPOST_APPS."
)
_DEEPEST = 100
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}
# Brackets, and strings as a whole, since a bracket in a string nests nothing.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_CHECKED = re.compile(r'\btoken;dur=[\d.]+;desc="(?P<algorithm>\w+) (?P<key>[\w.~-]+)"', re.ASCII)
_SCOPE = re.compile(r'scope="([^"]*)"')


@dataclass(frozen=True)
class ApiAnswer:
    """What the API answered.

    Attributes:
        status: HTTP status.
        body: The JSON of the body, or its text.
        www_authenticate: The challenge (RFC 6750, section 3), or None.
        milliseconds: From the request to the whole answer.
        private: Whether Google stands before the API, and answers itself whom it does not let in.
        without_access: Whether somebody is signed in, but with no token for the API.
    """

    status: int
    body: Any
    www_authenticate: str | None
    milliseconds: int
    private: bool = False
    without_access: bool = False

    @property
    def ok(self) -> bool:
        """Whether the status is a success."""
        return 200 <= self.status < 300

    @property
    def code(self) -> str:
        """The stable code of a refusal.

        Google's front answers 401 and 403 with a page (Google Cloud, "Troubleshoot Cloud Run"),
        the API with JSON that has a code.
        """
        code = self._field("code")
        if self.private and self.status in (401, 403) and code is None:
            return PrivateApiRefused.code
        return str(code or ApiError.code)

    @property
    def message(self) -> str:
        """One sentence for the person, about an answer or a refusal."""
        if self.code == "missing_token" and self.without_access:
            return _NO_ACCESS
        if self.code in _SENTENCES:
            scope = _SCOPE.search(self.www_authenticate or "")
            return _SENTENCES[self.code].format(scope=scope[1] if scope else "that is needed")
        return str(self._field("message") or f"The API answered with status {self.status}.")

    def error(self) -> ApiError:
        """A refusal as an error."""
        kind = PrivateApiRefused if self.code == PrivateApiRefused.code else ApiError
        return kind(
            self.message,
            code=self.code,
            status=self.status,
            www_authenticate=self.www_authenticate,
        )

    def _field(self, name: str) -> object:
        return self.body.get(name) if isinstance(self.body, dict) else None


def checked(answer: Answer) -> dict[str, str]:
    """The algorithm and key that the API checked the token with, where it says so."""
    found = _CHECKED.search(answer.headers.get("Server-Timing", ""))
    return found.groupdict() if found else {}


def read_body(answer: Answer) -> Any:
    """The JSON of the body, or its text."""
    text = answer.content.decode(_charset(answer), "replace")
    if _is_too_deep(text):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _charset(answer: Answer) -> str:
    """UTF-8, unless the answer names another one (RFC 9110, section 8.3.2)."""
    header = Message()
    header["Content-Type"] = answer.headers.get("Content-Type", "")
    try:
        return lookup(header.get_content_charset("utf-8-sig")).name
    except LookupError:
        return "utf-8-sig"


def _is_too_deep(text: str) -> bool:
    """Whether JSON is nested deeper than data are.

    The parser breaks off only where the interpreter's recursion ends, and there whatever else
    runs, such as a finalizer, fails too.
    """
    if text.count("[") + text.count("{") <= _DEEPEST:
        return False
    depth = 0
    for token in _BRACKETS.finditer(text):
        depth += _STEPS.get(token[0], 0)
        if depth > _DEEPEST:
            return True
    return False

"""An answer of an API, its parts named as in requests, and the error it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from gatepost.api.body import Lines, read_json, read_text, slices
from gatepost.api.challenge import bearer_challenges, read_needs
from gatepost.errors import ApiError, PrivateApiRefused, StepUpRequired
from gatepost.http.retries import retry_after
from gatepost.needs import Needs

_SENTENCES = {
    "missing_token": "Nobody is signed in. Sign in, then try again.",
    "invalid_token": "The sign-in is no longer valid. Try again in a moment, or sign in again.",
    "insufficient_scope": "This account lacks the permission {scope}. Ask the operator for it.",
    "insufficient_user_authentication": "This requires a more recent or a stronger sign-in. Sign "
    "in again.",
    PrivateApiRefused.code: "Google Cloud IAM rejected the app itself. Ask the app's operator to "
    "grant its service account the role roles/run.invoker, or to correct api_google_audience.",
}
_NO_ACCESS = (
    "This app is registered without access to the API. Ask the component's operator to add scopes "
    "or an audience to its row in GATEPOST_APPS."
)
_MOST_OF_A_SENTENCE = 1_000
_CHECKED = re.compile(r'\btoken;dur=[\d.]+;desc="(?P<algorithm>\w+) (?P<key>[\w.~-]+)"', re.ASCII)

Refused = Callable[[StepUpRequired], None]


@dataclass(frozen=True)
class ApiAnswer:
    """An answer of an API, for refusals too: it raises nothing by itself.

    Attributes:
        status_code: HTTP status.
        headers: Its headers; the case of a name does not count.
        content: Its decoded body.
        milliseconds: Time from the request to the whole answer, or to its headers if streamed.
        private: Whether Google Cloud IAM guards the API and itself answers the callers it rejects.
        without_access: Whether somebody is signed in without a token for the API.
    """

    status_code: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: bytes = field(default=b"", repr=False)
    milliseconds: int = 0
    private: bool = False
    without_access: bool = False
    _refused: Refused | None = field(default=None, repr=False, compare=False)

    @property
    def ok(self) -> bool:
        """Return whether the status is a success."""
        return 200 <= self.status_code < 300

    @cached_property
    def text(self) -> str:
        """Return the body as text: UTF-8, unless the answer names another charset."""
        return read_text(self.content, self.headers)

    def json(self) -> Any:
        """Return the JSON of the body.

        Raises:
            ApiError: The body is no JSON; its code is ``not_json``.
        """
        try:
            return read_json(self.text)
        except ValueError:
            pass
        raise ApiError(
            "The API answered with something else than JSON. Check the path, or read the text.",
            code="not_json",
            status=self.status_code,
        )

    @cached_property
    def body(self) -> Any:
        """Return the JSON of the body, or else its text; it never raises."""
        try:
            return read_json(self.text)
        except ValueError:
            return self.text

    @property
    def code(self) -> str:
        """Return the stable code of a refusal.

        Google Cloud IAM answers 401 and 403 with a page (Google Cloud, "Troubleshoot Cloud Run");
        the API answers with JSON that has a code, or names what it needs in the header.
        """
        code = self._field("code")
        if self.private and self.status_code in (401, 403) and code is None:
            return PrivateApiRefused.code
        return str(code or (self._step_up and self._step_up[0]) or ApiError.code)

    @property
    def message(self) -> str:
        """Return one sentence about the answer for the person.

        It is the API's own, from ``message`` or from title and detail (RFC 9457, section 3.1), if
        there is none here for its code.
        """
        if self.code == "missing_token" and self.without_access:
            return _NO_ACCESS
        if self.code in _SENTENCES:
            challenges = bearer_challenges(self.headers.get("WWW-Authenticate", ""))
            scopes = [scope for one in challenges if (scope := one.get("scope"))]
            return _SENTENCES[self.code].format(scope=scopes[0] if scopes else "that is needed")
        problem = [text for name in ("title", "detail") if (text := self._text_of(name))]
        own = self._text_of("message") or ": ".join(problem)
        return own or f"The API answered with status {self.status_code}."

    def raise_for_status(self) -> None:
        """Return if the answer is a success.

        Raises:
            StepUpRequired: The API needs a scope, or a fresher or stronger authentication.
            PrivateApiRefused: Google Cloud IAM rejected the app's own identity.
            ApiError: The API refused in another way, or redirects to elsewhere.
        """
        if self.ok:
            return
        error = self._error()
        if isinstance(error, StepUpRequired) and self._refused:
            self._refused(error)
        raise error

    def iter_content(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Yield the decoded body in pieces of at most that size, or of 64 KiB."""
        yield from slices(self._pieces(), chunk_size)

    def iter_lines(self) -> Iterator[bytes]:
        """Yield the lines of the body without their ends, each as soon as it is there."""
        lines = self._lines()
        for piece in self._pieces():
            yield from lines.feed(piece)
        yield from lines.end()

    def close(self) -> None:
        """Free the connection, if the answer is streamed."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getstate__(self) -> dict[str, Any]:
        """Leave the hook out: few functions can be pickled."""
        return {**self.__dict__, "_refused": None}

    def _pieces(self) -> Iterator[bytes]:
        yield from slices([self.content], 64 * 1024)

    def _lines(self) -> Lines:
        return Lines(len(self.content))

    def _error(self) -> ApiError:
        challenge = self.headers.get("WWW-Authenticate")
        known: dict[str, Any] = {"code": self.code, "status": self.status_code}
        known |= {"www_authenticate": challenge, "retry_after": retry_after(self.headers)}
        if self.code == PrivateApiRefused.code:
            return PrivateApiRefused(self.message, **known)
        if self._step_up:
            return StepUpRequired(self.message, needs=self._step_up[1], **known)
        return ApiError(self.message, **known)

    @cached_property
    def _step_up(self) -> tuple[str, Needs] | None:
        return read_needs(self.status_code, self.headers.get("WWW-Authenticate", ""))

    def _field(self, name: str) -> object:
        return self.body.get(name) if isinstance(self.body, dict) else None

    def _text_of(self, name: str) -> str:
        value = self._field(name)
        return value[:_MOST_OF_A_SENTENCE].strip() if isinstance(value, str) else ""


def token_check(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the algorithm and key that checked the token, if the API named them."""
    found = _CHECKED.search(headers.get("Server-Timing", ""))
    return found.groupdict() if found else {}

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
from gatepost.language import Sentence
from gatepost.needs import Needs

# The codes of refusals that have a text of ours.
_SENTENCES = {
    "missing_token": "nobody_signed_in",
    "invalid_token": "token_invalid",
    "insufficient_user_authentication": "authentication_lacking",
    PrivateApiRefused.code: "private_api_refused",
}
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
        raise ApiError(Sentence("api_not_json"), code="not_json", status=self.status_code)

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
        there is none here, in the person's language, for its code.
        """
        sentence = self._sentence
        return sentence if isinstance(sentence, str) else sentence.shown()

    @property
    def _sentence(self) -> str | Sentence:
        if self.code == "missing_token" and self.without_access:
            return Sentence("no_access")
        if self.code == "insufficient_scope":
            challenges = bearer_challenges(self.headers.get("WWW-Authenticate", ""))
            scopes = [scope for one in challenges if (scope := one.get("scope"))]
            named = Sentence("scope_lacking", scope=scopes[0]) if scopes else None
            return named or Sentence("some_scope_lacking")
        if name := _SENTENCES.get(self.code):
            return Sentence(name)
        problem = [text for name in ("title", "detail") if (text := self._text_of(name))]
        own = self._text_of("message") or ": ".join(problem)
        return own or Sentence("api_status", status=self.status_code)

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
            return PrivateApiRefused(self._sentence, **known)
        if self._step_up:
            return StepUpRequired(self._sentence, needs=self._step_up[1], **known)
        return ApiError(self._sentence, **known)

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

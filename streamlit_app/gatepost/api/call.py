"""One call of an API, from its arguments to its answer; how it is sent is left to the clients."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from gatepost.api.answer import ApiAnswer, Refused
from gatepost.api.caller import Caller
from gatepost.api.encoding import encode_body, encode_headers, encode_query
from gatepost.api.path import check_path
from gatepost.api.verbs import Method, Options
from gatepost.errors import AnswerTooLarge, ApiError, ApiUnavailable, RequestInvalid, RouteRefused
from gatepost.google.identity import id_token
from gatepost.http.retries import Attempts
from gatepost.http.transport import NoAnswer, Request, TooLarge
from gatepost.language import Sentence
from gatepost.secret import Secret
from gatepost.settings import MAIN_API, ApiSettings

_MOST_SECONDS = 3_600
_QUERY = re.compile(r"(\?[\x21-\x7e]*)?")


class Call:
    """A checked request with its limits.

    Attributes:
        request: What is sent; a redirect changes its address.
        seconds: Time limit of the whole call, or of each piece of a stream.
        streams: Whether the body is read piece by piece.
    """

    def __init__(
        self,
        at: ApiSettings,
        caller: Caller,
        method: Method,
        path: str,
        options: Options,
        refused: Refused | None = None,
    ) -> None:
        check_path(path)
        if method not in get_args(Method):
            allowed = ", ".join(get_args(Method))
            raise RequestInvalid(f"The method {method!r:.20} can't be sent. Use one of {allowed}.")
        query = encode_query(options.get("params"))
        headers: dict[str, str | Secret] = {**encode_headers(options.get("headers"))}
        sent = options.get("data"), options.get("json"), options.get("files")
        body, kind = encode_body(*sent)
        if kind and "content-type" not in {name.lower() for name in headers}:
            headers["Content-Type"] = kind
        self.seconds = _seconds(options.get("timeout"), at.bounds.seconds)
        self.streams = bool(options.get("stream"))
        headers |= _credentials(caller, at)
        self.request = Request(
            method, f"{at.url}{path}{query}", headers, body, at.proxy_url, base=at.url
        )
        self.attempts = Attempts(
            method, self.seconds, is_repeatable=body is None or isinstance(body, bytes)
        )
        self.most_bytes = at.bounds.most_bytes
        self._at, self._caller, self._refused = at, caller, refused
        self._started = time.perf_counter()

    def pause_after(self, status: int, headers: Mapping[str, str]) -> float | None:
        """Return the seconds until the next attempt; None if this answer is the call's."""
        there = self.attempts.redirected(self.request.url, self._at.url, status, headers)
        if there and self._is_plain(*there):
            self.request = replace(self.request, url=f"{self._at.url}{''.join(there)}")
            return 0
        return self.attempts.pause(status, headers)

    def pause_after_break(self, none: NoAnswer) -> float | None:
        """Return the seconds until the next attempt, if waiting can help."""
        return self.attempts.pause(None, {}) if none.reason == "silent" else None

    def parts(self, status: int, headers: Mapping[str, str]) -> dict[str, Any]:
        """Return what the answer is made of, except its body."""
        return {
            "status_code": status,
            "headers": headers,
            "milliseconds": round((time.perf_counter() - self._started) * 1_000),
            "private": self._at.google_account is not None,
            "without_access": self._caller.is_known and self._caller.token is None,
            "_refused": self._refused,
        }

    def answer(self, status: int, headers: Mapping[str, str], content: bytes) -> ApiAnswer:
        """Return a whole answer."""
        return ApiAnswer(content=content, **self.parts(status, headers))

    def error(self, failure: NoAnswer | TooLarge) -> ApiError:
        """Return the error for a failure; raise it where no request is at hand."""
        if isinstance(failure, TooLarge):
            setting = "api_max_bytes" if self._at.name == MAIN_API else "max_bytes"
            return AnswerTooLarge(
                Sentence("api_answer_too_large", most=self.most_bytes, setting=setting)
            )
        why = failure.explain(Sentence("the_api"), "api_url")
        return ApiUnavailable(why or Sentence("api_silent"))

    @staticmethod
    def _is_plain(path: str, query: str) -> bool:
        try:
            check_path(path)
        except RouteRefused:
            return False
        return _QUERY.fullmatch(query) is not None


def _seconds(timeout: object, default: float) -> float:
    if timeout is None:
        return default
    is_number = isinstance(timeout, int | float) and not isinstance(timeout, bool)
    if is_number and 0 < timeout <= _MOST_SECONDS:  # type: ignore[operator]
        return float(timeout)  # type: ignore[arg-type]
    raise RequestInvalid(
        f"The timeout must be a number of seconds greater than 0 and at most {_MOST_SECONDS}. "
        "Nothing was sent."
    )


def _credentials(caller: Caller, at: ApiSettings) -> dict[str, str | Secret]:
    """Return headers with the person's token, and the app's own if the API is private."""
    headers: dict[str, str | Secret] = {}
    if caller.token:
        headers["Authorization"] = _bearer(caller.token)
    if at.google_account:
        headers["X-Serverless-Authorization"] = _bearer(id_token(at.google_account))
    return headers


def _bearer(token: Secret) -> Secret:
    return Secret(f"Bearer {token.reveal()}")

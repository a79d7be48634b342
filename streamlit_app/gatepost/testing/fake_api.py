"""An API that a test makes up: it answers what an app's clients send, and keeps their calls."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, ExitStack
from io import BytesIO
from typing import Any, Self, get_args
from unittest.mock import patch
from urllib.parse import parse_qs, unquote, urlsplit

from urllib3 import HTTPHeaderDict, HTTPResponse

from gatepost.api.verbs import Method
from gatepost.http.asynchronous import AsyncStream, AsyncTransport
from gatepost.http.transport import NoAnswer, Request, Transport
from gatepost.secret import Secret
from gatepost.testing.answers import (
    Answer,
    Answerable,
    ApiCall,
    Sequence,
    make_answer,
    make_refusal,
    resolve,
)
from gatepost.testing.bearer import sub_of

_KEY = re.compile(rf"((?:{'|'.join(get_args(Method))}) )?((?:https?://[^/?#\s]+)?/[^?#\s]*)")
_VALUE = re.compile(r"\\\{\w+\\\}")


class FakeApi:
    """Answers every call of ``ProtectedApi`` and of bound clients while it is used with ``with``.

    Requests are answered where they would be sent, so all checks of the clients run. A call without
    an answer raises ``AssertionError`` in the app, and once more at the end of ``with``.

    Args:
        answers: By method and path, such as ``GET /api/pong``, or by a path for all methods. The
            path is below the API's address, or begins with the address. ``{id}`` stands for any
            value of one segment.

    Attributes:
        calls: What was called, in order.

    Raises:
        ValueError: A key is malformed.
    """

    def __init__(self, answers: Mapping[str, Answerable] | None = None) -> None:
        self.calls: list[ApiCall] = []
        self._answers: dict[str, Answerable] = {}
        self._unexpected: list[str] = []
        self._hooks = ExitStack()
        for key, answer in (answers or {}).items():
            self[key] = answer

    def __setitem__(self, key: str, answer: Answerable) -> None:
        if not _KEY.fullmatch(key):
            raise ValueError(
                f"{key!r} names no call. Use a method and a path without its query, such as "
                '"GET /api/pong".'
            )
        self._answers[key] = answer

    @staticmethod
    def answer(
        body: Any = None, *, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Return an answer: bytes as they are, a text as text, anything else as JSON."""
        return make_answer(body, status, headers)

    @staticmethod
    def refuse(
        status: int | None = None,
        *,
        scope: str | None = None,
        max_age: int | None = None,
        acr_values: Iterable[str] = (),
        code: str | None = None,
        message: str | None = None,
    ) -> Answer:
        """Return a refusal, as an API sends it that names what it needs.

        Args:
            status: By default 403, or 401 with ``max_age`` or ``acr_values``.
            scope: Scopes that are needed (RFC 6750, ``insufficient_scope``).
            max_age: Seconds since the person authenticated, at most (RFC 9470,
                ``insufficient_user_authentication``).
            acr_values: Authentication context classes, one of which is needed (RFC 9470).
            code: By default ``invalid_token`` for 401 and ``insufficient_scope`` for 403.
            message: The API's own sentence.
        """
        return make_refusal(status, scope, max_age, acr_values, code, message)

    @staticmethod
    def silence() -> Answer:
        """Return what stands for no answer: the app's call raises ``ApiUnavailable``."""
        return Answer(status=None)

    @staticmethod
    def sequence(first: Answerable, *more: Answerable) -> Sequence:
        """Return answers of which each is given once, and the last for ever."""
        return Sequence([first, *more])

    def __enter__(self) -> Self:
        send, send_async = Transport._open, AsyncTransport.open  # noqa: SLF001 - hooked below

        def open_(transport: Transport, request: Request, seconds: float) -> Any:
            if not request.base:
                return send(transport, request, seconds)
            answer, headers = self._take(request)
            return _Response(
                BytesIO(answer.content),
                headers,
                answer.status or 0,
                preload_content=False,
                decode_content=False,
            )

        async def open_async(
            transport: AsyncTransport, request: Request, seconds: float, closes: AsyncExitStack
        ) -> AsyncStream:
            if not request.base:
                return await send_async(transport, request, seconds, closes)
            answer, headers = self._take(request)
            return AsyncStream(answer.status or 0, headers, _pieces(answer.content))

        self._hooks.enter_context(patch.object(Transport, "_open", open_))
        self._hooks.enter_context(patch.object(AsyncTransport, "open", open_async))
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._hooks.close()
        if self._unexpected and kind is None:
            raise AssertionError("\n".join(self._unexpected))

    def _take(self, request: Request) -> tuple[Answer, HTTPHeaderDict]:
        call = _read(request)
        self.calls.append(call)
        answer = resolve(self._find(call), call)
        if answer.status is None:
            raise NoAnswer
        if request.method == "HEAD":
            answer = Answer(answer.status, b"", answer.headers)
        return answer, HTTPHeaderDict(answer.headers)

    def _find(self, call: ApiCall) -> Answerable:
        named = [f"{call.api}{call.path}", call.path]
        exact = [key for path in named for key in (f"{call.method} {path}", path)]
        for key in exact:
            if key in self._answers:
                return self._answers[key]
        for key, answer in self._answers.items():
            pattern = _VALUE.sub("[^/]+", re.escape(key))
            if any(re.fullmatch(pattern, one) for one in exact):
                return answer
        known = ", ".join(self._answers) or "none"
        sentence = (
            f"The app makes an unexpected call: {call.method} {call.path} of {call.api}. Add an "
            f"answer for it to FakeApi; there are: {known}."
        )
        self._unexpected.append(sentence)
        raise AssertionError(sentence)


class _Socket:
    def settimeout(self, seconds: float | None) -> None:
        """Do nothing: all has been received."""


class _Response(HTTPResponse):
    timed_socket = _Socket()


def _read(request: Request) -> ApiCall:
    sent = {name: value for name, value in request.headers.items() if isinstance(value, str)}
    credentials, body = request.headers.get("Authorization"), request.body
    token = credentials.reveal() if isinstance(credentials, Secret) else None
    if isinstance(body, Secret):
        body = body.reveal().encode()
    query = parse_qs(urlsplit(request.url).query, keep_blank_values=True)
    return ApiCall(
        method=request.method,
        path=unquote(request.url.removeprefix(request.base).partition("?")[0]),
        params={name: all_[0] if len(all_) == 1 else all_ for name, all_ in query.items()},
        headers=sent,
        user=None if token is None else sub_of(token) or "somebody",
        data=body if isinstance(body, bytes) else body.read() if body else b"",
        api=request.base,
    )


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content

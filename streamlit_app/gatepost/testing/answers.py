"""What a fake API answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_CODES = {401: "invalid_token", 403: "insufficient_scope"}


@dataclass(frozen=True)
class ApiCall:
    """One call that an app has made.

    Attributes:
        method: In upper case.
        path: Below the API's address, decoded.
        params: The query; a parameter that is repeated has a list.
        headers: As sent, without credentials.
        user: The ``sub`` of the person whose token was attached; None for nobody.
        data: The body as sent; empty without one.
        api: The API's address.
    """

    method: str
    path: str
    params: Mapping[str, str | list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    data: bytes = b""
    api: str = ""

    @property
    def json(self) -> Any:
        """Return the JSON of the body; None without a body."""
        return json.loads(self.data) if self.data else None


@dataclass(frozen=True)
class Answer:
    """An answer as it is sent; without a status the API does not answer at all."""

    status: int | None = 200
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Sequence:
    """Answers of which each is given once, and the last for ever."""

    def __init__(self, answers: Iterable[Answerable]) -> None:
        self._left, self._lock = list(answers), threading.Lock()

    def take(self) -> Answerable:
        """Return the next answer."""
        with self._lock:
            return self._left.pop(0) if len(self._left) > 1 else self._left[0]


Answerable = (
    dict[str, Any]
    | list[Any]
    | str
    | bytes
    | int
    | Answer
    | Sequence
    | Callable[[ApiCall], "Answerable"]
    | None
)
"""A JSON object or list; a text; bytes; a status; an answer; or a function that returns one."""


def make_answer(body: Any, status: int, headers: Mapping[str, str] | None) -> Answer:
    """Return an answer: bytes as they are, a text as text, anything else as JSON."""
    if body is None or isinstance(body, bytes):
        kind, content = "application/octet-stream", body or b""
    elif isinstance(body, str):
        kind, content = "text/plain; charset=utf-8", body.encode()
    else:
        kind, content = "application/json", json.dumps(body).encode()
    own = headers or {}
    has_kind = "content-type" in map(str.lower, own) or body is None
    return Answer(status, content, dict(own) if has_kind else {"Content-Type": kind, **own})


def make_refusal(
    status: int | None,
    scope: str | None,
    max_age: int | None,
    acr_values: Iterable[str],
    code: str | None,
    message: str | None,
) -> Answer:
    """Return a refusal with its header ``WWW-Authenticate`` (RFC 6750, RFC 9470)."""
    strong = " ".join(acr_values)
    if max_age is not None or strong:
        status, code = status or 401, code or "insufficient_user_authentication"
    status = status or 403
    code = code or _CODES.get(status, "refused")
    named = {"error": code, "scope": scope, "max_age": max_age, "acr_values": strong or None}
    parts = ", ".join(f'{name}="{value}"' for name, value in named.items() if value is not None)
    headers = {"WWW-Authenticate": f"Bearer {parts}"} if status in (401, 403) else {}
    return make_answer({"code": code, "message": message or "Refused."}, status, headers)


def resolve(answer: Answerable, call: ApiCall) -> Answer:
    """Return the answer to a call."""
    while callable(answer) or isinstance(answer, Sequence):
        answer = answer.take() if isinstance(answer, Sequence) else answer(call)
    if isinstance(answer, Answer):
        return answer
    if isinstance(answer, bool | float):
        raise TypeError(f"{answer!r} is no answer. Use FakeApi.answer({answer!r}) for JSON.")
    if isinstance(answer, int):
        return make_answer(None, answer, None)
    return make_answer(answer, 204 if answer is None else 200, None)

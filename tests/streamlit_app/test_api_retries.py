"""What is sent again, and what never is."""

from __future__ import annotations

import io
import socket
import time
from email.utils import formatdate

import pytest

from gatepost.api.connection import ProtectedApi
from gatepost.errors import ApiError, ApiUnavailable
from gatepost.http import retries
from tests.streamlit_app.loopback import Answer, Loopback, Request
from tests.streamlit_app.wire import saying, whole

GOOD = Answer(200, {"ok": True})


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "_FIRST_PAUSE_SECONDS", 0.01)


def first(api: Loopback, *answers: Answer) -> None:
    """Answer the first requests with these, and the others with 200."""
    waiting = list(answers)
    api.respond = lambda _: waiting.pop(0) if waiting else GOOD


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "POST", "PATCH"])
def test_only_idempotent_calls_are_repeated(
    connection: ProtectedApi, api: Loopback, method: str, status: int
) -> None:
    first(api, Answer(status), Answer(status))
    answer = connection.request(method, "/x", json=[1])  # type: ignore[arg-type]
    is_repeated = method not in ("POST", "PATCH")
    assert (answer.status_code, len(api.requests)) == ((200, 3) if is_repeated else (status, 1))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500, 501])
def test_other_refusals_are_not_repeated(
    connection: ProtectedApi, api: Loopback, status: int
) -> None:
    first(api, Answer(status))
    assert connection.get("/x").status_code == status
    assert len(api.requests) == 1


def test_third_answer_is_the_call_s(connection: ProtectedApi, api: Loopback) -> None:
    api.answer = Answer(503)
    assert connection.get("/x").status_code == 503
    assert len(api.requests) == 3


def test_body_that_is_a_stream_is_sent_once(connection: ProtectedApi, api: Loopback) -> None:
    first(api, Answer(503))
    assert connection.put("/x", io.BytesIO(b"x")).status_code == 503
    assert len(api.requests) == 1


@pytest.mark.parametrize("asked", ["1", lambda: formatdate(time.time() + 2, usegmt=True)])
def test_retry_after_is_honoured(connection: ProtectedApi, api: Loopback, asked: object) -> None:
    value = asked() if callable(asked) else str(asked)
    first(api, Answer(429, headers={"Retry-After": value}))
    started = time.monotonic()
    assert connection.get("/x").status_code == 200
    assert 0.8 < time.monotonic() - started < 3


def test_retry_after_beyond_the_limit_returns_the_answer_at_once(
    connection: ProtectedApi, api: Loopback
) -> None:
    api.answer = Answer(429, headers={"Retry-After": "30"})
    started = time.monotonic()
    answer = connection.get("/x")
    assert time.monotonic() - started < 1
    with pytest.raises(ApiError) as raised:
        answer.raise_for_status()
    assert (raised.value.status, raised.value.retry_after, len(api.requests)) == (429, 30, 1)


@pytest.mark.parametrize("value", ["soon", "", "-1", "9" * 40, "Mon, 99 Foo 2026 00:00:00 GMT"])
def test_retry_after_that_is_none_is_ignored(
    connection: ProtectedApi, api: Loopback, value: str
) -> None:
    first(api, Answer(503, headers={"Retry-After": value}))
    assert connection.get("/x").status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_connection_that_broke_before_any_answer_is_opened_again(
    connection: ProtectedApi, addresses: None, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    seen: list[bytes] = []

    def say(there: socket.socket, request: bytes) -> None:
        seen.append(request)
        if len(seen) == 1:
            there.shutdown(socket.SHUT_RDWR)
            return
        whole("Content-Length: 0\r\n")(there, request)

    with saying(say) as port:
        monkeypatch.setenv("GATEPOST_API_URL", f"http://127.0.0.1:{port}")
        if method == "get":
            assert connection.get("/x").status_code == 200
        else:
            with pytest.raises(ApiUnavailable):
                connection.post("/x")
    assert len(seen) == (2 if method == "get" else 1)


def test_attempts_share_one_time_limit(connection: ProtectedApi, api: Loopback) -> None:
    def slow(_: Request) -> Answer:
        time.sleep(0.3)
        return Answer(503)

    api.respond = slow
    started = time.monotonic()
    with pytest.raises(ApiUnavailable):
        connection.get("/x", timeout=0.5)
    assert time.monotonic() - started < 0.9


@pytest.mark.parametrize("status", [307, 308])
def test_redirect_to_the_slash_form_is_followed(
    connection: ProtectedApi, api: Loopback, status: int
) -> None:
    api.answers = {"/items?a=1": Answer(status, headers={"Location": "/items/?a=1"})}
    assert connection.get("/items", {"a": 1}).ok
    assert [request.target for request in api.requests] == ["/items?a=1", "/items/?a=1"]


@pytest.mark.parametrize(
    ("method", "status", "location"),
    [
        *(("GET", status, "/items/") for status in (301, 302, 303)),
        ("POST", 307, "/items/"),
        ("GET", 307, "{there}/items/"),
        ("GET", 307, "//{host}/items/"),
        ("GET", 307, "/%2e%2e/x"),
        ("GET", 307, "//x"),
        ("GET", 307, "http://[::1"),
        ("GET", 307, "/items/\x7f"),
    ],
)
def test_other_redirect_is_an_answer(
    connection: ProtectedApi,
    api: Loopback,
    canary: Loopback,
    method: str,
    status: int,
    location: str,
) -> None:
    there = location.format(there=canary.url, host=canary.url.removeprefix("http://"))
    api.answer = Answer(status, headers={"Location": there})
    answer = connection.request(method, "/items")  # type: ignore[arg-type]
    assert (answer.status_code, answer.ok, len(api.requests)) == (status, False, 1)


def test_redirect_out_of_the_base_path_is_not_followed(
    connection: ProtectedApi, api: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEPOST_API_URL", f"{api.url}/base")
    api.answer = Answer(307, headers={"Location": "/elsewhere/"})
    assert connection.get("/items").status_code == 307
    api.answer = Answer(307, headers={"Location": "/base/items/"})
    assert connection.get("/items").status_code == 307, "it leads to itself"
    assert len(api.requests) == 3

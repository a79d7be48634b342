"""Answers that are read piece by piece, of any size."""

from __future__ import annotations

import gzip
import socket
import time
from threading import Event

import pytest

from gatepost.api.connection import ProtectedApi
from gatepost.errors import AnswerTooLarge, ApiError, ApiUnavailable, RouteRefused
from tests.streamlit_app.frame import SentCommands
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import TOKEN
from tests.streamlit_app.wire import Say, drip, saying

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(autouse=True)
def _bounds(addresses: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEPOST_API_TIMEOUT_SECONDS", "0.3")
    monkeypatch.setenv("GATEPOST_API_MAX_BYTES", "1000")


def test_large_answer_comes_in_pieces_with_the_token(
    connection: ProtectedApi, api: Loopback
) -> None:
    body = bytes(range(256)) * 4_000
    api.answer = Answer(200, gzip.compress(body), {"Content-Encoding": "gzip"})
    with connection.post("/api/pong", json=[1], params={"q": "a b"}, stream=True) as answer:
        pieces = list(answer.iter_content())
    assert (answer.status_code, b"".join(pieces)) == (200, body)
    assert max(map(len, pieces)) <= 65_536
    (request,) = api.requests
    assert (request.method, request.target) == ("POST", "/api/pong?q=a+b")
    assert (request.json, request.authorization) == ([1], f"Bearer {TOKEN}")


def test_large_answer_that_is_not_streamed_is_an_error(
    connection: ProtectedApi, api: Loopback
) -> None:
    api.answer = Answer(200, bytes(1_001))
    with pytest.raises(AnswerTooLarge) as raised:
        connection.get("/api/pong")
    assert (raised.value.code, raised.value.status) == ("answer_too_large", None)
    assert "larger than 1000 bytes" in raised.value.message
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)


@pytest.mark.parametrize(
    ("answer", "code", "commands"),
    [
        (Answer(403, {"code": "insufficient_scope"}), "insufficient_scope", []),
        (Answer(401, {"code": "invalid_token"}), "invalid_token", ["renew"]),
        (Answer(307, b"", {"Location": "https://example.com"}), "api_error", []),
        (Answer(500, bytes(1_001)), "answer_too_large", []),
    ],
    ids=["403", "401", "redirect", "too large"],
)
def test_refusal_is_an_error(
    connection: ProtectedApi,
    api: Loopback,
    frame: SentCommands,
    answer: Answer,
    code: str,
    commands: list[str],
) -> None:
    api.answer = answer
    with pytest.raises(ApiError) as raised, connection.get("/api/pong", stream=True) as answered:
        answered.raise_for_status()
    assert (raised.value.code, frame.names) == (code, commands)
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)


def test_hostile_path_is_refused(connection: ProtectedApi, api: Loopback) -> None:
    with pytest.raises(RouteRefused), connection.get("//evil.example.com", stream=True):
        raise AssertionError
    assert api.requests == []


def test_stream_may_last_longer_than_one_answer(
    connection: ProtectedApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def say(connection: socket.socket, _: bytes) -> None:
        drip(CHUNKED, b"1\r\na\r\n", pause=0.1, seconds=0.8)(connection, b"")
        connection.sendall(b"0\r\n\r\n")
        connection.shutdown(socket.SHUT_RDWR)

    with saying(say) as port:
        monkeypatch.setenv("GATEPOST_API_URL", f"http://127.0.0.1:{port}")
        with connection.get("/api/pong", stream=True) as answer:
            assert b"".join(answer.iter_content()) == b"a" * 8


def late(head: bytes) -> Say:
    def say(connection: socket.socket, _: bytes) -> None:
        connection.sendall(head)
        Event().wait(2)

    return say


@pytest.mark.parametrize(
    "say",
    [late(CHUNKED + b"1\r\na\r\n"), drip(CHUNKED + b"1\r\na\r\n", b"0")],
    ids=["nothing", "the length of a chunk"],
)
def test_pause_that_is_too_long_is_an_error(
    connection: ProtectedApi, monkeypatch: pytest.MonkeyPatch, say: Say
) -> None:
    with saying(say) as port:
        monkeypatch.setenv("GATEPOST_API_URL", f"http://127.0.0.1:{port}")
        with connection.get("/api/pong", stream=True) as answer:
            chunks = answer.iter_content()
            assert next(chunks) == b"a"
            started = time.monotonic()
            with pytest.raises(ApiUnavailable) as raised:
                next(chunks)
            assert 0.2 < time.monotonic() - started < 1
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)


def test_stream_that_is_left_early_ends_its_connection(
    connection: ProtectedApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    broke = Event()

    def say(connection: socket.socket, _: bytes) -> None:
        try:
            drip(CHUNKED, b"1\r\na\r\n", seconds=4)(connection, b"")
        except OSError:
            broke.set()

    with saying(say) as port:
        monkeypatch.setenv("GATEPOST_API_URL", f"http://127.0.0.1:{port}")
        with connection.get("/api/pong", stream=True) as answer:
            assert next(answer.iter_content()) == b"a"
        assert broke.wait(3)

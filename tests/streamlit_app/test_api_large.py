"""Answers of any size within bounded memory, and many calls at once."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from gatepost.api.connection import ProtectedApi
from gatepost.errors import AnswerTooLarge
from tests.streamlit_app.app_page import APP
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.wire import saying

MEGABYTES, MOST_MORE = 40, 15
# In a process of its own, whose peak of memory is the client's alone.
READER = """
import psutil, gatepost.api.connection as api
from gatepost.identity.session import Session
api.session = Session
def held(): return psutil.Process().memory_info().rss / 1024**2
connection = api.ProtectedApi("protected_api")
connection.get("/small").raise_for_status()
before, size, most = held(), 0, 0.0
with connection.get("/large", stream=True) as answer:
    for piece in answer.iter_content():
        size, most = size + len(piece), max(most, held())
print(size, round(most - before))
"""


def test_large_answer_is_read_within_bounded_memory() -> None:
    block = bytes(1024 * 1024)

    def say(there: socket.socket, request: bytes) -> None:
        length = MEGABYTES * len(block) if b"/large" in request else 0
        there.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode())
        for _ in range(length // len(block)):
            there.sendall(block)

    with saying(say) as port:
        run = subprocess.run(
            [sys.executable, "-c", READER],
            cwd=APP.parent,
            env={
                "GATEPOST_COMPONENT_URL": "https://c.example.com",
                "GATEPOST_APP_URL": "https://app.example.com",
                "GATEPOST_API_URL": f"http://127.0.0.1:{port}",
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert run.returncode == 0, run.stderr
    size, more = map(int, run.stdout.split())
    assert size == MEGABYTES * len(block)
    assert more < MOST_MORE


def test_each_event_of_a_stream_is_there_at_once(
    connection: ProtectedApi, addresses: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def say(there: socket.socket, _: bytes) -> None:
        there.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
        for number in range(3):
            there.sendall(f"data: {number}\n\n".encode())
            time.sleep(0.3)
        there.shutdown(socket.SHUT_RDWR)

    with saying(say) as port:
        monkeypatch.setenv("GATEPOST_API_URL", f"http://127.0.0.1:{port}")
        started, lines = time.monotonic(), list[tuple[bytes, float]]()
        with connection.get("/events", stream=True, timeout=0.6) as answer:
            lines += [(x, time.monotonic() - started) for x in answer.iter_lines() if x]
    assert [line for line, _ in lines] == [b"data: 0", b"data: 1", b"data: 2"]
    assert [round(at / 0.3) for _, at in lines] == [0, 1, 2]


def test_line_without_an_end_is_limited(
    connection: ProtectedApi, api: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEPOST_API_MAX_BYTES", "100000")
    api.answer = Answer(200, bytes(200_000))
    with connection.get("/x", stream=True) as answer, pytest.raises(AnswerTooLarge):
        list(answer.iter_lines())
    with connection.get("/x", stream=True) as answer, pytest.raises(AnswerTooLarge):
        _ = answer.content


def test_query_of_graphql_is_a_post(connection: ProtectedApi, api: Loopback) -> None:
    api.answer = Answer(200, {"data": {"me": {"id": 1}}})
    answer = connection.post("/graphql", json={"query": "{ me { id } }", "variables": {}})
    assert answer.json()["data"] == {"me": {"id": 1}}
    assert api.requests[0].json["query"] == "{ me { id } }"


def test_threads_share_a_bound_client(connection: ProtectedApi, api: Loopback) -> None:
    api.respond = lambda request: Answer(200, request.target)
    bound = connection.bound()

    def call(number: int) -> bool:
        return bool(bound.get(f"/{number}").json() == f"/{number}")

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(call, range(200)))

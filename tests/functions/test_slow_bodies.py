"""A caller who sends a body slowly, or not at all, gets a response at once and delays nobody."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from socket import create_connection, socket
from threading import Event, Thread

import pytest
from werkzeug.serving import make_server

from tests.functions.app import create_app
from tests.functions.server import serving

APP = "https://myapp.streamlit.app"
HEAD = b" HTTP/1.1\r\nHost: x\r\nOrigin: https://myapp.streamlit.app\r\n"
LENGTH = b"Content-Length: 100000\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\nffff\r\n"
BODIES = {
    "with a length": (b"GET /" + HEAD + LENGTH, 400, "body_not_allowed"),
    "in chunks": (b"GET /" + HEAD + CHUNKED, 400, "body_not_allowed"),
    "to no route": (b"GET /none" + HEAD + LENGTH, 404, "not_found"),
    "with another method": (b"POST /" + HEAD + LENGTH, 405, "method_not_allowed"),
}


@pytest.fixture(params=["gunicorn", "werkzeug"])
def caller(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket]:
    """A connection to ``ping`` under the server of a deployment, and under that of ``--debug``."""
    settings = {"ALLOWED_ORIGINS": APP}
    if request.param == "gunicorn":
        with serving("ping", **settings) as connection:
            yield connection.sock
        return
    app = create_app(monkeypatch, "ping", settings)
    with make_server("127.0.0.1", 0, app, threaded=True) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        with create_connection(("127.0.0.1", server.port)) as connection:
            yield connection
        server.shutdown()
        thread.join()


@contextmanager
def trickling(*connections: socket) -> Iterator[None]:
    """Send a byte on each connection every tenth of a second, for as long as it takes them."""
    over = Event()

    def trickle() -> None:
        while not over.wait(0.1):
            for connection in connections:
                with suppress(OSError):
                    connection.send(b"x")

    thread = Thread(target=trickle)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize(("request_", "status", "code"), BODIES.values(), ids=BODIES)
def test_a_body_that_trickles_is_answered_at_once(
    caller: socket, request_: bytes, status: int, code: str
) -> None:
    caller.sendall(request_)
    with trickling(caller):
        answer = receive(caller, 1)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert int(head.split()[1]) == status
    assert f"Access-Control-Allow-Origin: {APP}".encode() in head
    assert json.loads(body)["code"] == code


def receive(connection: socket, seconds: float) -> bytes:
    """The answer, up to the end of its JSON."""
    connection.settimeout(seconds)
    answer = b""
    while not answer.endswith(b"}"):
        received = connection.recv(65536)
        assert received, "the connection is closed"
        answer += received
    return answer


@pytest.mark.parametrize("request_", [row[0] for row in BODIES.values()], ids=BODIES)
def test_more_slow_bodies_than_threads_keep_nobody_waiting(request_: bytes) -> None:
    with serving("ping", THREADS="4") as connection, ExitStack() as stack:
        slow = [
            stack.enter_context(create_connection(("127.0.0.1", connection.port), timeout=5))
            for _ in range(40)
        ]
        for caller in slow:
            caller.sendall(request_)
        with trickling(*slow):
            end = time.monotonic() + 2
            while (asked := time.monotonic()) < end:
                connection.close()
                connection.request("GET", "/")
                assert connection.getresponse().read()
                assert time.monotonic() - asked < 1
                time.sleep(0.05)
            for caller in slow:
                assert_is_closed(caller)


def assert_is_closed(connection: socket) -> None:
    connection.settimeout(1)
    with suppress(ConnectionError):
        while connection.recv(65536):
            pass


def test_a_connection_whose_body_came_in_time_stays_usable() -> None:
    with serving("ping") as connection:
        for _ in range(2):
            connection.sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nbody")
            time.sleep(0.3)
            connection.sock.sendall(b"=true")
            assert b"body_not_allowed" in receive(connection.sock, 2)


def test_a_body_beyond_the_limit_is_answered_and_ends_the_connection() -> None:
    with serving("ping") as connection:
        sock = connection.sock
        sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99000000\r\n\r\n")
        assert b"body_not_allowed" in receive(sock, 1)
        with pytest.raises(ConnectionError):
            sock.sendall(b"x" * 99_000_000)

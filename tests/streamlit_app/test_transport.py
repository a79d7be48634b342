"""What one request may take, whatever the server does: time, bytes, memory."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from gatepost.http.transport import Answer, Bounds, NoAnswer, Request, TooLarge, Transport
from tests.streamlit_app import wire
from tests.streamlit_app.wire import Say, drip, saying, whole

MOST = 1_000_000
BOUNDS = Bounds(seconds=0.3, most_bytes=MOST)
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def send(port: int, bounds: Bounds = BOUNDS, *, host: str = "127.0.0.1") -> Answer:
    return Transport().send(Request("GET", f"http://{host}:{port}/"), bounds)


def others() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name != wire.NAME]


def expect_given_up(send: Callable[[], object]) -> None:
    threads, started = others(), time.monotonic()
    with pytest.raises(NoAnswer) as raised:
        send()
    assert 0.25 < time.monotonic() - started < 2
    assert others() == threads, "no thread is left behind"
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)


DRIPS: dict[str, Say] = {
    "nothing": drip(b"", b""),
    "the status line": drip(b"HTTP/1.1 200 O", b"k"),
    "a header": drip(OK + b"X: ", b"a"),
    "headers": drip(OK, b"X: a\r\n", pause=0.05),
    "continue": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a body of some length": drip(OK + b"Content-Length: 90000\r\n\r\n"),
    "a body without end": drip(OK + b"\r\n"),
    "the length of a chunk": drip(CHUNKED, b"0"),
    "a chunk": drip(CHUNKED + b"fffff\r\n"),
    "chunks": drip(CHUNKED, b"1\r\na\r\n"),
    "trailers": drip(CHUNKED + b"0\r\n", b"X: a\r\n"),
    "what decodes to nothing": drip(
        OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b""), pause=0.01
    ),
    "empty members at full speed": drip(
        OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"") * 500, pause=0.001, seconds=2
    ),
}


@pytest.mark.parametrize("say", DRIPS.values(), ids=DRIPS)
def test_answer_that_trickles_is_given_up(say: Say) -> None:
    with saying(say) as port:
        expect_given_up(lambda: send(port))


def test_request_that_nobody_reads_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        request = Request("POST", f"http://127.0.0.1:{port}/", body=bytes(50_000_000))
        expect_given_up(lambda: Transport().send(request, BOUNDS))


def test_connection_that_nobody_takes_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, ExitStack() as closes:
        for _ in range(4):  # as many as fill the queue, and more
            waiting = closes.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        expect_given_up(lambda: send(server.getsockname()[1]))


def test_first_address_that_is_dead_leaves_time_for_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        dead = closed.getsockname()
    with saying(whole("Content-Length: 2\r\n", b"ok")) as port:
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        found = [(*kind, dead), (*kind, ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        assert send(port, host="localhost").data == b"ok"


def test_threads_share_connections_and_no_deadline() -> None:
    def say(connection: socket.socket, request: bytes) -> None:
        slow = b"/slow" in request
        drip(b"", b"", pause=0.4 if slow else 0.01, seconds=0.4 if slow else 0.01)(connection, b"")
        connection.sendall(OK + b"Content-Length: 2\r\n\r\nok")

    transport = Transport()

    def call(path: str, seconds: float) -> str:
        request = Request("GET", f"http://127.0.0.1:{port}{path}")
        try:
            return transport.send(request, Bounds(seconds, MOST)).data.decode()
        except NoAnswer:
            return "given up"

    with saying(say) as port, ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            paths, seconds = ["/slow", "/fast"] * 4, [0.2, 5, 5, 5] * 2
            found = list(pool.map(call, paths, seconds))
            assert found == ["given up", "ok", "ok", "ok"] * 2


def test_connection_is_kept_for_the_next_request() -> None:
    at = list[tuple[str, int]]()

    def say(connection: socket.socket, _: bytes) -> None:
        at.append(connection.getpeername())
        connection.sendall(OK + b"Content-Length: 2\r\n\r\nok")

    transport = Transport()
    with saying(say) as port:
        for _ in range(3):
            transport.send(Request("GET", f"http://127.0.0.1:{port}/"), Bounds(2, MOST))
        del transport  # which closes what it kept
    assert len(at) == 3
    assert len(set(at)) == 1


ZEROS = bytes(100_000_000)
SQUEEZED = gzip.compress(ZEROS)
BOMBS = {
    "gzip": ("gzip", SQUEEZED),
    "X-GZIP": ("X-GZIP", SQUEEZED),
    "members": ("gzip", gzip.compress(bytes(65_536)) * 1_500),
    "no encoding": ("identity", bytes(5_000_000)),
}


def measure(head: str, body: bytes) -> tuple[type[Exception] | None, int]:
    """What an answer ends in, and the memory it took."""
    with saying(whole(head, body)) as port:
        send_once = Bounds(20, MOST)
        tracemalloc.start()
        try:
            send(port, send_once)
        except (NoAnswer, TooLarge) as error:
            return type(error), tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    return None, 0


@pytest.mark.parametrize(("encoding", "body"), BOMBS.values(), ids=BOMBS)
@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunks"])
def test_answer_is_never_decoded_beyond_the_bound(
    encoding: str, body: bytes, chunked: bool
) -> None:
    head = f"Content-Encoding: {encoding}\r\n"
    framed = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if chunked else body
    head += "Transfer-Encoding: chunked\r\n" if chunked else f"Content-Length: {len(body)}\r\n"
    error, peak = measure(head, framed)
    assert error is TooLarge
    assert peak < 5 * MOST


@pytest.mark.parametrize(
    "encoding", ["br", "zstd", "deflate", "gzip, gzip", "gzip,identity", "compress", "GZIP,"]
)
def test_encoding_that_was_not_asked_for_is_not_decoded(encoding: str) -> None:
    error, peak = measure(f"Content-Encoding: {encoding}\r\n", gzip.compress(SQUEEZED))
    assert error is NoAnswer
    assert peak < 2 * MOST


def test_members_of_gzip_are_decoded_as_one() -> None:
    parts = [bytes([n]) * 65_536 for n in range(9)] + [b"", b"a"]
    body = b"".join(map(gzip.compress, parts))
    with saying(whole("Content-Encoding: gzip\r\n", body)) as port:
        assert send(port, Bounds(5, MOST)).data == b"".join(parts)


@pytest.mark.parametrize("more", [0, 1])
def test_bound_is_met_to_the_byte(more: int) -> None:
    with saying(whole("Content-Encoding: gzip\r\n", gzip.compress(bytes(MOST + more)))) as port:
        if more:
            with pytest.raises(TooLarge) as raised:
                send(port, Bounds(5, MOST))
            assert raised.value.status == 200
        else:
            assert len(send(port, Bounds(5, MOST)).data) == MOST


BROKEN = {
    "no HTTP": b"SSH-2.0\r\n",
    "a status of letters": b"HTTP/1.1 abc OK\r\n\r\n",
    "two lengths": OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n ",
    "less than its length": OK + b"Content-Length: 9\r\n\r\n ",
    "a huge header": OK + b"X: " + b"a" * 70_000 + b"\r\n\r\n",
    "many headers": OK + b"X: a\r\n" * 200 + b"\r\n",
    "a chunk of no length": CHUNKED + b"xyz\r\n",
    "a negative chunk": CHUNKED + b"-5\r\nabc\r\n",
    "a cut chunk": CHUNKED + b"5\r\nab",
    "cut gzip": OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"a" * 99)[:-9],
    "no end of gzip": OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"a" * 99)[:-8],
    "more than gzip": OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"a") + b"more",
    "no gzip": OK + b"Content-Encoding: gzip\r\n\r\nno gzip",
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_broken_answer_is_none(answer: bytes) -> None:
    def say(connection: socket.socket, _: bytes) -> None:
        connection.sendall(answer)
        connection.shutdown(socket.SHUT_RDWR)

    with saying(say) as port, pytest.raises(NoAnswer) as raised:
        send(port, Bounds(2, MOST))
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)


def test_stream_that_broke_does_not_look_like_one_at_its_end() -> None:
    body = gzip.compress(b"a" * 99)[:-9]
    with (
        saying(whole("Content-Encoding: gzip\r\n", body)) as port,
        Transport().stream(Request("GET", f"http://127.0.0.1:{port}/"), 5) as stream,
    ):
        assert stream.read() == b"a" * 99
        for _ in range(2):
            with pytest.raises(NoAnswer):
                stream.read()

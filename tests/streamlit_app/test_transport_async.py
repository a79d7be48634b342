"""The sender on httpx: whom it trusts, and what its errors hold."""

from __future__ import annotations

import gzip
import socket
import ssl
import traceback
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from gatepost.http.asynchronous import AsyncTransport
from gatepost.http.transport import NoAnswer, Request
from gatepost.secret import Secret
from tests.streamlit_app.coroutines import finish
from tests.streamlit_app.test_transport_tls import HOST, through
from tests.streamlit_app.wire import Say, certificate, drip, saying, tunnel, whole


def fetch(request: Request, seconds: float = 5) -> bytes:
    async def run() -> bytes:
        transport = AsyncTransport.make(request.proxy_url)
        assert transport
        data = b""
        try:
            async with AsyncExitStack() as closes:
                stream = await transport.open(request, seconds, closes)
                while piece := await stream.read_within(seconds):
                    data += piece
        finally:
            await transport.aclose()
        return data

    return finish(run())


@pytest.mark.parametrize("way", ["http", "https"])
def test_proxy_leads_to_the_api_and_sees_no_token(trusted: ssl.SSLContext, way: str) -> None:
    asked, received = list[bytes](), list[bytes]()

    def say(connection: socket.socket, request: bytes) -> None:
        received.append(request)
        whole("Content-Length: 2\r\n", b"ok")(connection, request)

    at_proxy = trusted if way == "https" else None
    with saying(say, trusted) as port, saying(tunnel(port, asked), at_proxy) as proxy:
        headers = {"Authorization": Secret("Bearer token")}
        request = Request("GET", f"https://{HOST}/x", headers, None, through(way, proxy))
        assert fetch(request) == b"ok"
    assert asked[0].startswith(f"CONNECT {HOST}:443 ".encode())
    assert b"authorization: basic yw5uytpwyxnzond" in asked[0].lower()
    assert b"Bearer" not in asked[0]
    assert b"authorization: bearer token" in received[0].lower()


def test_unknown_authority_is_not_trusted(tmp_path: Path) -> None:
    _, unknown = certificate(tmp_path, "localhost")
    received = list[bytes]()
    with saying(lambda _, sent: received.append(sent), unknown) as port:
        assert failure(f"https://localhost:{port}/").reason == "certificate"
    assert received == []


def cut_off() -> bytes:
    return gzip.compress(bytes(range(256)) * 100)[:-20]


def gzipped(content: Callable[[], bytes]) -> Say:
    return whole("Content-Encoding: gzip\r\n", content())


BROKEN: dict[str, Say] = {
    "a trickle": drip(b"HTTP/1.1 200 O", b"k"),
    "a trickle of the body": drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", pause=1),
    "no HTTP": lambda connection, _: connection.sendall(b"SSH-2.0\r\n\r\n"),
    "no gzip": gzipped(lambda: b"no gzip"),
    "gzip cut off": gzipped(cut_off),
    "another encoding": whole("Content-Encoding: br\r\n", b"x"),
    "a short body": whole("Content-Length: 9\r\n", b"x"),
}


@pytest.mark.parametrize("say", BROKEN.values(), ids=BROKEN)
def test_broken_answer_is_none_and_its_error_holds_no_token(say: Say) -> None:
    with saying(say) as port:
        assert failure(f"http://127.0.0.1:{port}/").reason == "silent"


def failure(url: str) -> NoAnswer:
    request = Request("GET", url, {"Authorization": Secret("Bearer the-token")})
    with pytest.raises(NoAnswer) as raised:
        fetch(request, seconds=0.4)
    error = raised.value
    assert (error.__cause__, error.__context__) == (None, None)
    found = traceback.TracebackException.from_exception(error, capture_locals=True)
    assert "the-token" not in "".join(found.format())
    return error

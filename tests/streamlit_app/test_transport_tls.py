"""What one request may take in TLS and behind a proxy, and whom it trusts."""

from __future__ import annotations

import socket
import ssl
import time
from itertools import repeat
from pathlib import Path

import pytest

from gatepost.http.transport import Bounds, NoAnswer, Request, Transport
from gatepost.secret import Secret
from tests.streamlit_app.test_transport import BOUNDS, DRIPS, MOST, OK, expect_given_up
from tests.streamlit_app.wire import Say, certificate, drip, saying, tunnel, whole

HOST = "api.example.com"


def through(way: str, port: int) -> Secret:
    return Secret(f"{way}://anna:pass%3Aword@localhost:{port}")


@pytest.mark.parametrize("way", ["http", "https"])
def test_proxy_that_is_set_leads_to_the_api_and_sees_no_token(
    trusted: ssl.SSLContext, way: str
) -> None:
    asked, received = list[bytes](), list[bytes]()

    def say(connection: socket.socket, request: bytes) -> None:
        received.append(request)
        whole("", b"ok")(connection, request)

    at_proxy = trusted if way == "https" else None
    with saying(say, trusted) as port, saying(tunnel(port, asked), at_proxy) as proxy:
        headers = {"Authorization": Secret("Bearer token")}
        request = Request("GET", f"https://{HOST}/x", headers, None, through(way, proxy))
        assert Transport().send(request, Bounds(5, MOST)).data == b"ok"
    assert asked[0].startswith(f"CONNECT {HOST}:443 ".encode())
    assert b"authorization: Basic YW5uYTpwYXNzOndvcmQ=" in asked[0]
    assert b"Bearer" not in asked[0]
    assert b"Authorization: Bearer token" in received[0]
    assert b"YW5uYTpwYXNzOndvcmQ" not in received[0]


@pytest.mark.parametrize("way", ["http", "https"])
@pytest.mark.parametrize("kind", ["status line", "body", "handshake"])
def test_trickle_behind_a_proxy_is_given_up(trusted: ssl.SSLContext, way: str, kind: str) -> None:
    says = {"status line": drip(b"HTTP/1.1 200 O", b"k"), "body": drip(OK + b"\r\n")}
    tls = None if kind == "handshake" else trusted
    slow = says.get(kind, drip(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03", b"\x01"))
    at_proxy = trusted if way == "https" else None
    with saying(slow, tls) as port, saying(tunnel(port, []), at_proxy) as proxy:
        request = Request("GET", f"https://{HOST}/", {}, None, through(way, proxy))
        expect_given_up(lambda: Transport().send(request, BOUNDS))


@pytest.mark.parametrize("way", ["http", "https"])
def test_proxy_that_trickles_is_given_up(trusted: ssl.SSLContext, way: str) -> None:
    at_proxy = trusted if way == "https" else None
    with saying(drip(b"HTTP/1.1 200 O", b"k"), at_proxy) as proxy:
        request = Request("GET", f"https://{HOST}/", {}, None, through(way, proxy))
        expect_given_up(lambda: Transport().send(request, BOUNDS))


@pytest.mark.parametrize("say", list(DRIPS.values())[:6], ids=list(DRIPS)[:6])
def test_trickle_in_tls_is_given_up(trusted: ssl.SSLContext, say: Say) -> None:
    with saying(say, trusted) as port:
        request = Request("GET", f"https://localhost:{port}/")
        expect_given_up(lambda: Transport().send(request, BOUNDS))


def test_request_that_is_read_slowly_in_tls_is_given_up(trusted: ssl.SSLContext) -> None:
    def say(connection: socket.socket, _: bytes) -> None:
        for _number in repeat(None, 100):
            connection.recv(16_384)
            time.sleep(0.05)

    with saying(say, trusted) as port:
        request = Request("POST", f"https://localhost:{port}/", body=bytes(50_000_000))
        expect_given_up(lambda: Transport().send(request, BOUNDS))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "localhost."])
def test_loopback_takes_no_proxy(host: str) -> None:
    asked = list[bytes]()
    with saying(tunnel(9, asked)) as proxy, socket.create_server(("127.0.0.1", 0)) as down:
        url = f"https://{host}:{down.getsockname()[1]}/"
        request = Request("GET", url, {}, None, through("http", proxy))
        with pytest.raises(NoAnswer):
            Transport().send(request, BOUNDS)
    assert asked == []


def test_unknown_authority_is_not_trusted(tmp_path: Path) -> None:
    _, unknown = certificate(tmp_path, "localhost")
    received = list[bytes]()
    with saying(lambda _, sent: received.append(sent), unknown) as port:
        assert why_none(Request("GET", f"https://localhost:{port}/")) == "certificate"
    assert received == []


def why_none(request: Request) -> str:
    with pytest.raises(NoAnswer) as raised:
        Transport().send(request, Bounds(2, MOST))
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)
    return raised.value.reason


def test_certificate_of_another_host_is_not_trusted(trusted: ssl.SSLContext) -> None:
    with saying(whole("", b"ok"), trusted) as port:
        assert why_none(Request("GET", f"https://127.0.0.1:{port}/")) == "certificate"


def test_certificate_that_is_not_trusted_is_no_proxy_s_fault(
    trusted: ssl.SSLContext, tmp_path: Path
) -> None:
    (folder := tmp_path / "unknown").mkdir()
    _, unknown = certificate(folder, HOST)
    with saying(whole("", b"ok"), unknown) as port, saying(tunnel(port, [])) as proxy:
        request = Request("GET", f"https://{HOST}/", {}, None, through("http", proxy))
        assert why_none(request) == "certificate"


def test_proxy_that_is_down_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as down:
        port = down.getsockname()[1]
    request = Request("GET", f"https://{HOST}/", {}, None, through("http", port))
    assert why_none(request) == "proxy"


@pytest.mark.parametrize(
    ("number", "reason"), [(socket.EAI_NONAME, "name"), (socket.EAI_AGAIN, "silent")]
)
def test_name_that_is_not_there_is_told_from_a_resolver_that_is_down(
    monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    def find(*_: object, **__: object) -> None:
        raise socket.gaierror(number, "no address")

    monkeypatch.setattr(socket, "getaddrinfo", find)
    assert why_none(Request("GET", f"https://{HOST}/")) == reason


def test_keys_of_a_connection_are_written_to_no_file(
    trusted: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "keys.log"
    monkeypatch.setenv("SSLKEYLOGFILE", str(keys))
    with saying(whole("", b"ok"), trusted) as port:
        request = Request("GET", f"https://localhost:{port}/")
        assert Transport().send(request, Bounds(5, MOST)).data == b"ok"
    assert not keys.exists()

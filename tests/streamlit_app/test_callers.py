"""What holds for every request that carries a secret: its environment, its time, its size."""

from __future__ import annotations

import gzip
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gatepost.errors import GatepostError
from tests.streamlit_app.callers import MOST, SECONDS, Caller, caller
from tests.streamlit_app.loopback import Answer, Loopback, serve
from tests.streamlit_app.wire import Say, drip, saying, tunnel, whole

__all__ = ["caller"]

OK = b"HTTP/1.1 200 OK\r\n"
VARIABLES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]


@pytest.mark.parametrize("name", [*VARIABLES, *(name.lower() for name in VARIABLES)])
def test_proxy_of_the_environment_is_not_used(
    caller: Caller, canary: Loopback, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, canary.url)
    for other in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(other, "")
    with serve() as server:
        with suppress(GatepostError):
            caller.call(server.url)
        assert len(server.requests) == 1


@pytest.mark.parametrize("name", [*VARIABLES, *(name.lower() for name in VARIABLES)])
def test_proxy_of_the_environment_sees_no_host_of_a_call_to_elsewhere(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    asked = list[bytes]()
    with saying(tunnel(9, asked)) as port:
        monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [])
        with pytest.raises(GatepostError):
            caller.call("https://elsewhere.example.com")
    assert asked == []


def test_netrc_replaces_and_adds_no_authorization(
    caller: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve() as server:
        netrc = tmp_path / ".netrc"
        netrc.write_text(f"machine {urlsplit(server.url).hostname} login anna password netrc\n")
        monkeypatch.setenv("NETRC", str(netrc))
        monkeypatch.setenv("HOME", str(tmp_path))
        with suppress(GatepostError):
            caller.call(server.url)
        (request,) = server.requests
    assert request.authorization == caller.authorization


def test_proxy_that_is_set_is_used_but_for_loopback(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[bytes]()
    with saying(tunnel(9, asked)) as port, serve() as server:
        monkeypatch.setenv("GATEPOST_PROXY_URL", f"http://anna:pass@127.0.0.1:{port}")
        with suppress(GatepostError):
            caller.call(server.url)
        assert (len(server.requests), asked) == (1, [])
        with pytest.raises(GatepostError) as raised:
            caller.call("https://elsewhere.example.com")
        assert asked[0].startswith(b"CONNECT elsewhere.example.com:443 ")
    assert "pass" not in str(raised.value)


DRIPS = {
    "the status line": drip(b"HTTP/1.1 200 O", b"k", seconds=8),
    "headers": drip(OK, b"X: a\r\n", pause=0.05, seconds=8),
    "the body": drip(OK + b"Content-Length: 90000\r\n\r\n", seconds=8),
}


@pytest.mark.parametrize("say", DRIPS.values(), ids=DRIPS)
def test_answer_that_trickles_is_an_error_in_time(caller: Caller, say: Say) -> None:
    started = time.monotonic()
    with saying(say) as port, pytest.raises(GatepostError) as raised:
        caller.call(f"http://127.0.0.1:{port}")
    assert SECONDS / 2 < time.monotonic() - started < SECONDS + 4
    assert raised.value.code.endswith("_unavailable")


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_answer_that_is_too_large_is_an_error(caller: Caller, encoding: str) -> None:
    body = b" " * (MOST + 1)
    head = f"Content-Encoding: {encoding}\r\n"
    content = gzip.compress(body) if encoding == "gzip" else body
    with saying(whole(head, content)) as port, pytest.raises(GatepostError) as raised:
        caller.call(f"http://127.0.0.1:{port}")
    codes = {"answer_too_large", "handover_refused", "google_identity_unavailable"}
    assert raised.value.code in codes
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)


def test_cookie_is_never_sent(caller: Caller) -> None:
    with serve() as server:
        server.answer = Answer(200, {}, {"Set-Cookie": "a=b; Path=/"})
        for _ in range(2):
            with suppress(GatepostError):
                caller.call(server.url)
        assert all("cookie" not in request.headers for request in server.requests)
        assert len(server.requests) == 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_not_followed(caller: Caller, canary: Loopback, status: int) -> None:
    with serve() as server:
        server.answer = Answer(status, {}, {"Location": f"{canary.url}/steal"})
        with pytest.raises(GatepostError):
            caller.call(server.url)
        assert len(server.requests) == 1

"""Clients that are bound to a person, for threads and for asyncio, and calls without any run."""

from __future__ import annotations

import asyncio
import gzip
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import gatepost
from gatepost.api import caller
from gatepost.api.connection import ProtectedApi
from gatepost.errors import (
    AnswerTooLarge,
    ApiUnavailable,
    AudienceNotGranted,
    GatepostError,
    NoSession,
    RequestInvalid,
    RouteRefused,
    SettingsError,
)
from gatepost.identity.person import Identity, User
from gatepost.identity.session import Session
from tests.streamlit_app.app_page import AppPage
from tests.streamlit_app.clock import Clock
from tests.streamlit_app.coroutines import finish
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import NOW, TOKEN, identity
from tests.streamlit_app.wire import drip, saying

Call = Callable[..., Any]


@pytest.fixture(params=["bound", "async"])
def call(request: pytest.FixtureRequest, connection: ProtectedApi) -> Call:
    """Call with a client of either kind, in a thread of its own."""

    def call_bound(path: str = "/x", **options: Any) -> Any:
        bound = connection.bound()
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(bound.get, path, **options).result()

    def call_async(path: str = "/x", **options: Any) -> Any:
        async def run(client: gatepost.AsyncBoundApi) -> Any:
            async with client:
                return await client.get(path, **options)

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, run(connection.bound_async())).result()

    return call_bound if request.param == "bound" else call_async


def test_bound_call_carries_the_person_s_token(call: Call, api: Loopback) -> None:
    api.answer = Answer(200, gzip.compress(b'{"a": 1}'), {"Content-Encoding": "gzip"})
    answer = call(params={"q": [1, 2]}, headers={"X-A": "b"})
    assert (answer.status_code, answer.json()) == (200, {"a": 1})
    (request,) = api.requests
    assert (request.target, request.headers["x-a"]) == ("/x?q=1&q=2", "b")
    assert request.authorization == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"path": "/../x"}, RouteRefused),
        ({"headers": {"Cookie": "a"}}, RequestInvalid),
        ({"timeout": 0}, RequestInvalid),
    ],
)
def test_bound_call_is_checked_as_any(
    call: Call, api: Loopback, options: dict[str, Any], error: type[GatepostError]
) -> None:
    with pytest.raises(error):
        call(**options)
    assert api.requests == []


def test_bound_call_is_limited_in_size(
    call: Call, api: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEPOST_API_MAX_BYTES", "1000")
    api.answer = Answer(200, gzip.compress(bytes(10_000_000)), {"Content-Encoding": "gzip"})
    with pytest.raises(AnswerTooLarge) as raised:
        call()
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)


def test_bound_call_is_limited_in_time(
    call: Call, addresses: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with saying(drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", seconds=2)) as port:
        monkeypatch.setenv("GATEPOST_API_URL", f"http://127.0.0.1:{port}")
        with pytest.raises(ApiUnavailable):
            call(timeout=0.3)


def test_bound_call_is_repeated_and_keeps_no_cookie(call: Call, api: Loopback) -> None:
    waiting = [Answer(503, headers={"Set-Cookie": "who=ada"})]
    api.respond = lambda _: waiting.pop() if waiting else Answer(200)
    assert call().status_code == 200
    assert len(api.requests) == 2
    assert "cookie" not in api.requests[1].headers


@pytest.mark.parametrize("status", [301, 302, 307])
def test_bound_call_follows_no_redirect_away(
    call: Call, api: Loopback, canary: Loopback, status: int
) -> None:
    api.answer = Answer(status, headers={"Location": f"{canary.url}/x"})
    assert call().status_code == status


def test_bound_call_ignores_the_environment(
    call: Call, api: Loopback, canary: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, canary.url)
    assert call().ok
    assert len(api.requests) == 1


def test_client_ends_with_the_token(
    connection: ProtectedApi, session: Session, api: Loopback, clock: Clock
) -> None:
    bound, twin = connection.bound(), connection.bound_async()
    clock.go_on(599)
    assert bound.get("/x").ok
    clock.go_on(1)
    with pytest.raises(NoSession, match=r"Call api.bound\(\) again"):
        bound.get("/x")
    with pytest.raises(NoSession, match=r"Call api.bound\(\) again"):
        finish(twin.request("GET", "/x"))
    assert len(api.requests) == 1


def test_client_stays_with_its_person(
    connection: ProtectedApi, session: Session, api: Loopback
) -> None:
    bound = connection.bound()
    session.identity = identity("bob", token="token-of-bob")
    bound.get("/x")
    session.identity = None
    bound.get("/x")
    assert {request.authorization for request in api.requests} == {f"Bearer {TOKEN}"}


def test_nobody_can_be_bound(connection: ProtectedApi, session: Session, api: Loopback) -> None:
    session.identity = None
    for bind in (connection.bound, connection.bound_async):
        with pytest.raises(NoSession, match="Nobody is signed in"):
            bind()
    session.identity = Identity("id", User("ada"), None, NOW + 600, frozenset())
    with pytest.raises(AudienceNotGranted):
        connection.bound()


def test_async_client_without_httpx_names_the_extra(
    connection: ProtectedApi, addresses: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(SettingsError, match=r'pip install "gatepost\[async\]"'):
        connection.bound_async()


def test_async_stream_comes_in_pieces(connection: ProtectedApi, api: Loopback) -> None:
    api.answer = Answer(200, b"data: 1\n\ndata: 2\n\n" + bytes(200_000))

    async def run() -> tuple[list[bytes], int]:
        async with connection.bound_async() as client:
            async with await client.get("/x", stream=True) as answer:
                lines = [line async for line in answer.aiter_lines()]
            async with await client.get("/x", stream=True) as answer:
                sizes = [len(piece) async for piece in answer.aiter_content(1_000)]
        return lines[:3], max(sizes)

    assert finish(run()) == ([b"data: 1", b"", b"data: 2"], 1_000)


@pytest.mark.parametrize("run", ["thread", "to_thread"])
def test_unbound_call_outside_a_run_is_refused(
    addresses: None, canary: Loopback, monkeypatch: pytest.MonkeyPatch, run: str
) -> None:
    monkeypatch.setenv("GATEPOST_API_URL", canary.url)

    def app() -> None:
        import asyncio
        from concurrent.futures import ThreadPoolExecutor

        import streamlit as st

        import gatepost

        api = st.connection("protected_api", type=gatepost.ProtectedApi)
        st.text(gatepost.current_user())
        for name in ("thread", "to_thread"):
            try:
                if name == "thread":
                    with ThreadPoolExecutor(1) as pool:
                        pool.submit(api.get, "/x").result()
                else:
                    asyncio.run(asyncio.to_thread(api.get, "/x"))
            except gatepost.NoSession as error:
                st.text(f"{name}: {error.message}")

    page = AppPage(app, identity())
    page.expect_no_exception()
    shown = [text.value for text in page.test.text]
    (sentence,) = [text for text in shown if text.startswith(f"{run}: ")]
    assert "Call api.bound() in the script" in sentence


def test_thread_that_has_the_run_s_context_may_call(api: Loopback) -> None:
    def app() -> None:
        from threading import Thread

        import streamlit as st
        from streamlit.runtime.scriptrunner import add_script_run_ctx

        import gatepost

        connection = st.connection("protected_api", type=gatepost.ProtectedApi)
        thread = Thread(target=connection.get, args=("/x",))
        add_script_run_ctx(thread)
        thread.start()
        thread.join()

    AppPage(app, identity()).expect_no_exception()
    assert [request.authorization for request in api.requests] == [f"Bearer {TOKEN}"]


def test_call_without_streamlit_is_refused(addresses: None) -> None:
    with pytest.raises(NoSession):
        caller.session()

"""Interleaved calls of several people: nobody sees another's data, and none goes out as nobody."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import streamlit as st

import gatepost
from gatepost.api.connection import ProtectedApi
from gatepost.errors import NoSession
from gatepost.identity.session import Session
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import identity, session_of

PEOPLE = [f"person-{n}" for n in range(8)]
CALLS = 1_000


@pytest.fixture
def people(api: Loopback, monkeypatch: pytest.MonkeyPatch) -> threading.local:
    """Whose run a thread has: without a name, a thread has none, as in Streamlit."""
    api.respond = lambda request: Answer(200, {"who": request.authorization})
    sessions = {name: session_of(identity(name, token=name)) for name in PEOPLE}
    run = threading.local()

    def session() -> Session:
        if not hasattr(run, "name"):
            raise NoSession("no run")
        return sessions[run.name]

    for module in ("cache", "connection"):
        monkeypatch.setattr(f"gatepost.api.{module}.session", session)
    st.cache_data.clear()
    return run


def test_no_call_of_a_thousand_sees_another_s_data(people: threading.local, api: Loopback) -> None:
    connection = ProtectedApi("protected_api")  # the worst case: one for all

    @gatepost.cache_data(show_spinner=False)
    def cached(key: int) -> str:
        return who(connection.get("/x", {"n": key}))

    @st.cache_data(show_spinner=False)
    def by_api(api: ProtectedApi, key: int) -> str:
        return who(api.get("/x", {"n": key}))

    def in_thread(_: int) -> str:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(lambda client: who(client.get("/x")), connection.bound()).result()

    def in_loop(_: int) -> str:
        async def run(client: gatepost.AsyncBoundApi) -> str:
            async with client:
                return who(await client.get("/x"))

        return asyncio.run(run(connection.bound_async()))

    def by_accident(_: int) -> str:
        with ThreadPoolExecutor(1) as pool, pytest.raises(NoSession):
            pool.submit(connection.get, "/x").result()
        return f"Bearer {people.name}"

    ways: list[Callable[[int], str]] = [
        *(lambda _: who(connection.get("/x")), cached, lambda key: by_api(connection, key)),
        *(in_thread, in_loop, by_accident),
    ]
    chosen = random.Random(13)
    plan = [(chosen.choice(PEOPLE), ways[n % len(ways)], n % 5) for n in range(CALLS)]

    def call(planned: tuple[str, Callable[[int], str], int]) -> tuple[str, str]:
        people.name, way, key = planned
        return f"Bearer {people.name}", way(key)

    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(call, plan))
    assert len(seen) == CALLS
    assert [(own, found) for own, found in seen if own != found] == []
    assert None not in {request.authorization for request in api.requests}


def who(answer: gatepost.ApiAnswer) -> str:
    return str(answer.json()["who"])

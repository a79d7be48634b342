"""Cached results stay with the person they were made for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import streamlit as st
from streamlit.runtime.caching.cache_type import CacheType
from streamlit.runtime.caching.hashing import update_hash

import gatepost
from gatepost.errors import NoSession
from gatepost.identity.person import Access, Identity
from gatepost.identity.session import Session
from gatepost.secret import Secret
from tests.streamlit_app.app_page import AppPage
from tests.streamlit_app.loopback import Answer, Loopback, Request
from tests.streamlit_app.people import identity


@pytest.fixture(autouse=True)
def _empty(api: Loopback) -> Iterator[None]:
    """The API answers with whose token it saw; the caches are empty before and after."""

    def respond(request: Request) -> Answer:
        return Answer(200, {"who": request.authorization or "nobody"})

    api.respond = respond
    st.cache_data.clear()
    yield
    st.cache_data.clear()


def leaking() -> None:
    import streamlit as st

    import gatepost

    @st.cache_data
    def load(name: str) -> str:
        api = st.connection("protected_api", type=gatepost.ProtectedApi)
        return str(api.get("/x", {"n": name}).json()["who"])

    st.text(load("a"))


def keyed() -> None:
    import streamlit as st

    import gatepost

    @gatepost.cache_data(ttl="5m", max_entries=100, show_spinner=False)
    def load(name: str) -> str:
        api = st.connection("protected_api", type=gatepost.ProtectedApi)
        return str(api.get("/x", {"n": name}).json()["who"])

    st.text(load("a"))


def by_api() -> None:
    import streamlit as st

    import gatepost

    @st.cache_data
    def load(api: gatepost.ProtectedApi, name: str) -> str:
        return str(api.get("/x", {"n": name}).json()["who"])

    st.text(load(st.connection("protected_api", type=gatepost.ProtectedApi), "a"))


def by_user() -> None:
    import streamlit as st

    import gatepost

    @st.cache_resource
    def load(user: gatepost.User | None) -> str:
        api = st.connection("protected_api", type=gatepost.ProtectedApi)
        return str(api.get("/x").json()["who"])

    st.text(load(gatepost.current_user()))


ADA, BOB = identity("ada", token="ada"), identity("bob", token="bob")
ORDERS: list[tuple[list[Identity | None], list[str]]] = [
    ([None, ADA, None, BOB, ADA], ["nobody", "Bearer ada", "nobody", "Bearer bob", "Bearer ada"]),
    ([ADA, None, ADA], ["Bearer ada", "nobody", "Bearer ada"]),
]
SAFE = [keyed, by_api, by_user]


def seen_in_one_tab(app: Callable[[], None], people: list[Identity | None]) -> list[str]:
    page = AppPage(app, people[0])
    shown = [page.test.text[0].value]
    for somebody in people[1:]:
        page.test.session_state["gatepost.session"] = Session(identity=somebody)
        page.test.run()
        page.expect_no_exception()
        shown.append(page.test.text[0].value)
    return shown


def seen_in_tabs(app: Callable[[], None], people: list[Identity | None]) -> list[str]:
    return [AppPage(app, somebody).test.text[0].value for somebody in people]


@pytest.mark.parametrize("see", [seen_in_one_tab, seen_in_tabs])
@pytest.mark.parametrize(("people", "expected"), ORDERS)
@pytest.mark.parametrize("app", SAFE)
def test_each_person_sees_only_their_own(
    api: Loopback,
    app: Callable[[], None],
    people: list[Identity | None],
    expected: list[str],
    see: Callable[[Callable[[], None], list[Identity | None]], list[str]],
) -> None:
    assert see(app, people) == expected
    assert len(api.requests) == len(set(expected)), "each is cached"


@pytest.mark.parametrize("see", [seen_in_one_tab, seen_in_tabs])
def test_st_cache_data_alone_gives_the_next_person_the_last_one_s(
    see: Callable[[Callable[[], None], list[Identity | None]], list[str]],
) -> None:
    assert see(leaking, [ADA, BOB, None]) == ["Bearer ada"] * 3


@pytest.fixture
def as_person(monkeypatch: pytest.MonkeyPatch) -> Callable[[Identity | None], None]:
    def be(somebody: Identity | None) -> None:
        session = Session(identity=somebody)
        for module in ("cache", "connection"):
            monkeypatch.setattr(f"gatepost.api.{module}.session", lambda: session)

    return be


def test_other_rights_are_another_key(as_person: Callable[[Identity | None], None]) -> None:
    calls: list[int] = []

    @gatepost.cache_data
    def load(_unhashed: object, n: int = 0, *, more: int = 0) -> int:
        """Load."""
        calls.append(n)
        return len(calls)

    access = {"https://b": Access(Secret("t"), frozenset({"x"}))}
    kinds = [
        None,
        ADA,
        BOB,
        replace(ADA, scopes=frozenset({"read:a"})),
        replace(ADA, audience="https://api"),
        replace(ADA, apis=access),
        replace(ADA, apis={"https://b": Access(Secret("t"), frozenset())}),
    ]
    for _ in range(2):
        for number, somebody in enumerate(kinds, 1):
            as_person(somebody)
            assert load(object()) == number
    as_person(replace(ADA, access_token=Secret("renewed"), id="another"))
    assert load(object(), 0, more=0) != load(object()) == 2, "a renewal is the same person"
    load.clear()
    assert load(object()) == len(calls)
    assert (vars(load)["__name__"], load.__doc__) == ("load", "Load.")


def test_outside_a_run_nothing_is_returned() -> None:
    @gatepost.cache_data
    def load() -> int:
        return 1

    with pytest.raises(NoSession):
        load()


def digest(thing: object) -> str:
    made = hashlib.sha256()
    update_hash(thing, made, CacheType.DATA)
    return made.hexdigest()


def test_user_and_connection_are_hashed_by_person_and_rights(
    as_person: Callable[[Identity | None], None],
) -> None:
    def both(somebody: Identity | None) -> tuple[str, str]:
        as_person(somebody)
        api = gatepost.ProtectedApi("protected_api")
        return digest(api), digest(somebody.user if somebody else None)

    # Enough scopes that two sets of them never have the same order by chance.
    scopes = [f"read:{number}" for number in range(50)]
    one = both(identity("ada", *scopes, token="first"))
    assert one == both(identity("ada", *reversed(scopes), token="second"))
    for other in (identity("bob", *scopes), identity("ada", *scopes[1:]), None):
        found = both(other)
        assert found[0] != one[0]
        assert found[1] != one[1]
    assert digest(replace(ADA.user, audience="https://b")) != digest(ADA.user)
    as_person(ADA)
    assert digest(gatepost.ProtectedApi("protected_api")) != digest(gatepost.ProtectedApi("x"))

"""No way to show, copy or keep a thing shows the secret that it holds or reaches."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
import pprint
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from typing import Any

import pytest

import gatepost
from gatepost.api.answer import ApiAnswer
from gatepost.api.call import Call
from gatepost.api.caller import Caller
from gatepost.google.account import GoogleAccount, ServiceAccountKey
from gatepost.google.identity import TokenCache
from gatepost.google.token import IdToken
from gatepost.http.asynchronous import AsyncStream
from gatepost.http.transport import Bounds, Request, Transport
from gatepost.identity.session import Session
from gatepost.identity.verifiers import Verifiers
from gatepost.secret import Secret
from gatepost.settings import ApiSettings, Settings, settings
from gatepost.wire.trace import Trace
from tests.streamlit_app import secrets_app
from tests.streamlit_app.app_page import AppPage
from tests.streamlit_app.people import identity, session_of

TOKEN, ID_TOKEN, KEY, PASSWORD = "the-token", "the-id-token", "the-key", "the-password"
PROXY = f"http://anna:{PASSWORD}@127.0.0.1:9"
SECRETS = (TOKEN, ID_TOKEN, KEY, PASSWORD, "dGhlLXBhc3N3b3Jk", "YW5uYTp0aGUtcGFzc3dvcmQ")
ACCOUNT = GoogleAccount(
    "audience", ServiceAccountKey("email", "kid", Secret(KEY), "https://a.example"), Secret(PROXY)
)


def used_api() -> gatepost.ProtectedApi:
    """A connection that has tried to send, by a proxy with a password too."""
    api = gatepost.ProtectedApi("protected_api")
    sent = Request("GET", "https://api.example.com/", {"A": Secret(TOKEN)}, None, Secret(PROXY))
    with suppress(Exception):
        api._instance.send(sent, settings().api_bounds)
    return api


def main_api() -> ApiSettings:
    return ApiSettings("protected_api", "https://a", None, ACCOUNT, Bounds(1, 1), Secret(PROXY))


async def nothing() -> AsyncIterator[bytes]:
    for piece in list[bytes]():
        yield piece


def async_answer() -> gatepost.AsyncApiAnswer:
    """The answer to a call that was made with a token."""
    at = replace(main_api(), google_account=None)
    call = Call(at, Caller(Secret(TOKEN), is_known=True), "GET", "/x", {})
    return gatepost.AsyncApiAnswer(call, AsyncStream(200, {}, nothing()), AsyncExitStack())


def signed_in() -> Session:
    session = session_of(identity("ada", token=TOKEN))
    session.redeemed = Secret(PASSWORD)
    return session


def full_cache() -> TokenCache:
    cache = TokenCache()
    cache._token = IdToken(ACCOUNT, Secret(ID_TOKEN), 2e9)
    return cache


THINGS: dict[str, Callable[[], Any]] = {
    "Secret": lambda: Secret(TOKEN),
    "Identity": lambda: signed_in().identity,
    "Session": signed_in,
    "Verifiers": Verifiers,
    "IdToken": lambda: IdToken(ACCOUNT, Secret(ID_TOKEN), 2e9),
    "TokenCache": full_cache,
    "GoogleAccount": lambda: ACCOUNT,
    "Settings": lambda: Settings("a", "b", "c", ACCOUNT, proxy_url=Secret(PROXY)),
    "Transport": Transport,
    "Request": lambda: Request("GET", "https://a", {"A": Secret(TOKEN)}, Secret(TOKEN)),
    "ProtectedApi": used_api,
    "BoundApi": lambda: gatepost.BoundApi(main_api(), identity("ada", token=TOKEN)),
    "AsyncBoundApi": lambda: gatepost.AsyncBoundApi(main_api(), identity("ada", token=TOKEN)),
    "AsyncApiAnswer": async_answer,
    "ApiAnswer": lambda: ApiAnswer(200, {}, b"1", 1),
    "RemoteComponent": lambda: gatepost.auth,
    "Actions": lambda: gatepost.Actions(gatepost.auth, routes={}),
    "User": lambda: signed_in().user,
    "Trace": Trace,
}


def reached(thing: object, seen: set[int] | None = None, depth: int = 12) -> Iterator[object]:
    """The thing, and everything that its attributes and items lead to."""
    seen = set() if seen is None else seen
    if id(thing) in seen or not depth or isinstance(thing, type):
        return
    seen.add(id(thing))
    yield thing
    parts: list[object] = []
    if isinstance(thing, dict):
        parts += [*thing.keys(), *thing.values()]
    elif isinstance(thing, list | tuple | set | frozenset):
        parts += thing
    elif not isinstance(thing, str | bytes | int | float | None):
        parts += getattr(thing, "__dict__", {}).values()
        slots = [slot for kind in type(thing).__mro__ for slot in getattr(kind, "__slots__", ())]
        parts += [getattr(thing, slot) for slot in slots if hasattr(thing, slot)]
    for part in parts:
        yield from reached(part, seen, depth - 1)


def shown(thing: Any) -> Iterator[str]:
    """Every text that a thing can be made into."""
    for one in (thing, [thing], {"a": thing}):
        yield from (str(one), repr(one), f"{one}", f"{one!s:>40}", pprint.pformat(one))
    for other in reached(thing):
        with suppress(Exception):
            yield repr(other)
    yield repr(getattr(thing, "__dict__", ""))
    # Streamlit's BaseConnection is not made for it, and ours is for its caches only.
    with suppress(TypeError, RecursionError, gatepost.NoSession):
        yield repr(list(reached(copy.copy(thing))))
        yield repr(list(reached(copy.deepcopy(thing))))
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        with suppress(TypeError):
            yield repr(list(reached(dataclasses.asdict(thing))))
            yield repr(list(reached(dataclasses.astuple(thing))))
    with suppress(TypeError, AttributeError, pickle.PicklingError, gatepost.NoSession):
        yield repr(pickle.dumps(thing))
    for default in (str, repr, vars):
        with suppress(TypeError, ValueError):
            yield json.dumps(thing, default=default)


def leaks(text: str, *more: str) -> list[str]:
    return [secret for secret in (*SECRETS, *more) if secret in text]


@pytest.fixture(autouse=True)
def _set(addresses: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEPOST_API_TIMEOUT_SECONDS", "1")


@pytest.mark.parametrize("make", THINGS.values(), ids=THINGS)
def test_secret_of_a_thing_is_not_shown(make: Callable[[], Any]) -> None:
    thing = make()
    texts = list(shown(thing))
    assert len(texts) >= 15
    more = [thing._verifier.reveal()] if isinstance(thing, Verifiers) else []
    if isinstance(thing, Session):
        more = [thing.verifiers._verifier.reveal()]
    assert [leak for text in texts for leak in leaks(text, *more)] == []


def test_every_public_class_is_looked_at_or_holds_no_secret() -> None:
    classes = {name for name in gatepost.__all__ if isinstance(getattr(gatepost, name), type)}
    errors = {n for n in classes if issubclass(getattr(gatepost, n), Exception)}
    from_contract = {
        n for n in classes if getattr(gatepost, n).__module__ == "gatepost.wire.events"
    }
    plain = {"DelegatedRoute", "Handler", "Needs"}
    assert classes - errors - from_contract - plain == classes & set(THINGS)


def test_app_that_shows_all_it_has_shows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEPOST_PROXY_URL", PROXY)
    page = AppPage(secrets_app.app, identity("ada", token=TOKEN))
    page.expect_no_exception()
    sent = page.everything_sent()
    assert "ada@example.com" in sent
    assert leaks(sent, page.session.verifiers._verifier.reveal()) == []


def test_state_that_is_pickled_has_nobody_signed_in(clock: object) -> None:
    before = signed_in()
    assert before.user
    after: Session = pickle.loads(pickle.dumps(before))
    assert after.user is None
    assert after.verifiers.take(after.verifiers.challenge) is None
    assert after.verifiers.take(after.verifiers.challenge) is not None, "the next one is new"


def test_copy_of_a_secret_is_itself_and_a_pickle_is_empty() -> None:
    secret = Secret(TOKEN)
    assert copy.copy(secret) is copy.deepcopy(secret) is secret
    assert secret == Secret(TOKEN) != Secret("another")
    assert secret != TOKEN
    assert hash(secret) == hash(Secret("another"))
    assert (bool(secret), bool(pickle.loads(pickle.dumps(secret)))) == (True, False)
    assert f"{secret!s} {secret!r} {secret:>9}" == "<secret> <secret> <secret>"

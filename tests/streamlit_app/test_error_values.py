"""What a tracker of errors keeps of one, the values of all frames too, has no secret in it."""

from __future__ import annotations

import json
import traceback
from pathlib import Path

import pytest

import gatepost
from gatepost.errors import GatepostError
from gatepost.google.identity import TokenCache
from gatepost.identity import handover
from gatepost.identity.person import Identity, User
from gatepost.identity.session import Session
from gatepost.secret import Secret
from gatepost.settings import settings
from tests.streamlit_app.coroutines import finish
from tests.streamlit_app.google import Google, key_file
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import APP_URL, grant, identity
from tests.streamlit_app.test_secrets import ID_TOKEN, KEY, PASSWORD, PROXY, TOKEN, leaks


def with_locals(error: BaseException) -> str:
    """What a tracker of errors keeps of one."""
    found = traceback.TracebackException.from_exception(error, capture_locals=True)
    assert any(frame.locals for frame in found.stack)
    own = [f for f in found.stack if f.filename != __file__]
    lines = [f"{frame.line} {frame.locals}" for frame in own]
    return "\n".join([*lines, str(error), repr(vars(error)), repr(error.__context__)])


API_ANSWERS = {
    "refused": Answer(403, {"code": "insufficient_scope"}),
    "too large": Answer(200, bytes(2_000)),
    "no gzip": Answer(200, b"no", {"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("answer", API_ANSWERS.values(), ids=API_ANSWERS)
@pytest.mark.parametrize("streams", [False, True], ids=["get", "stream"])
def test_error_of_the_api_shows_no_token_among_its_values(
    api: Loopback,
    by_metadata: Loopback,
    session: Session,
    google: Google,
    connection: gatepost.ProtectedApi,
    monkeypatch: pytest.MonkeyPatch,
    answer: Answer,
    streams: bool,
) -> None:
    monkeypatch.setenv("GATEPOST_API_MAX_BYTES", "1000")
    monkeypatch.setenv("GATEPOST_PROXY_URL", PROXY)
    session.identity = identity("ada", token=TOKEN)
    api.answer = answer
    with pytest.raises(GatepostError) as raised:
        call(connection, streams=streams and answer.body != bytes(2_000))
    assert leaks(with_locals(raised.value), *google.issued) == []


def call(connection: gatepost.ProtectedApi, *, streams: bool) -> None:
    if not streams:
        connection.get("/api/pong").raise_for_status()
        return
    with connection.get("/api/pong", stream=True) as answer:
        answer.raise_for_status()
        list(answer.iter_content())


@pytest.mark.parametrize("answer", API_ANSWERS.values(), ids=API_ANSWERS)
@pytest.mark.parametrize("kind", ["bound", "async"])
def test_error_of_a_bound_client_shows_no_token_among_its_values(
    api: Loopback,
    by_metadata: Loopback,
    session: Session,
    google: Google,
    connection: gatepost.ProtectedApi,
    monkeypatch: pytest.MonkeyPatch,
    answer: Answer,
    kind: str,
) -> None:
    monkeypatch.setenv("GATEPOST_API_MAX_BYTES", "1000")
    monkeypatch.setenv("GATEPOST_PROXY_URL", PROXY)
    session.identity = identity("ada", token=TOKEN)
    api.answer = answer

    async def run() -> None:
        async with connection.bound_async() as client:
            (await client.get("/api/pong")).raise_for_status()

    def call() -> None:
        if kind == "async":
            finish(run())
        connection.bound().get("/api/pong").raise_for_status()

    with pytest.raises(GatepostError) as raised:
        call()
    assert leaks(with_locals(raised.value), *google.issued) == []


REDEEMED = {
    "late": Answer(403, {"code": "handover_invalid"}),
    "no component": Answer(500, {"accessToken": TOKEN}),
    "expired": Answer(200, grant(accessToken=TOKEN, expiresIn=0)),
    "malformed": Answer(200, {"accessToken": TOKEN}),
}


@pytest.mark.parametrize("answer", REDEEMED.values(), ids=REDEEMED)
def test_error_of_a_sign_in_shows_neither_token_nor_verifier(
    component: Loopback, answer: Answer
) -> None:
    component.answer = answer
    with pytest.raises(GatepostError) as raised:
        handover.redeem("sealed", Secret(KEY), component.url, APP_URL, proxy_url=Secret(PROXY))
    assert leaks(with_locals(raised.value)) == []


@pytest.mark.parametrize("answer", [Answer(400), Answer(200, {"id_token": f"{ID_TOKEN}.a.b"})])
def test_error_of_google_s_shows_neither_key_nor_token(
    by_key: Loopback, addresses: None, google: Google, answer: Answer
) -> None:
    by_key.respond, by_key.answer = None, answer
    account = settings().google_account
    assert account
    with pytest.raises(GatepostError) as raised:
        TokenCache().find(account)
    assert leaks(with_locals(raised.value), google.account_key.pem.splitlines()[1]) == []


BAD_SETTINGS = {
    "no address": {"GATEPOST_API_URL": "x"},
    "no proxy": {"GATEPOST_PROXY_URL": f"ftp://anna:{PASSWORD}@proxy"},
    "no bound": {"GATEPOST_API_MAX_BYTES": "x"},
    "no identity": {"GATEPOST_API_GOOGLE_IDENTITY": "x"},
    "no key": {"GATEPOST_API_GOOGLE_IDENTITY": "service_account"},
}


@pytest.mark.parametrize("changed", BAD_SETTINGS.values(), ids=BAD_SETTINGS)
def test_error_of_a_setting_shows_no_other_setting_that_is_secret(
    google: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: dict[str, str]
) -> None:
    fields = key_file(google.account_key, "no address")
    rows = "\n".join(f"{name} = {json.dumps(value)}" for name, value in fields.items())
    (tmp_path / "secrets.toml").write_text(f"[gatepost.google_service_account]\n{rows}\n")
    monkeypatch.setenv("GATEPOST_PROXY_URL", PROXY)
    for name, value in changed.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(GatepostError) as raised:
        settings()
    assert leaks(with_locals(raised.value), google.account_key.pem.splitlines()[1]) == []


def test_refusal_of_an_app_without_access_says_so(
    api: Loopback, session: Session, connection: gatepost.ProtectedApi
) -> None:
    session.identity = Identity(
        "grant-of-nobody-0", User("ada", None, None), None, 2e9 + 600, frozenset()
    )
    api.answer = Answer(401, {"code": "missing_token"})
    answer = connection.get("/api/pong")
    assert answer.message == (
        "This app is registered without access to the API. Ask the component's operator to add "
        "scopes or an audience to its row in GATEPOST_APPS."
    )
    assert answer.code == "missing_token"
    assert [request.authorization for request in api.requests] == [None]


def test_error_of_google_s_in_a_call_shows_no_token_of_the_person(
    api: Loopback, by_metadata: Loopback, session: Session, connection: gatepost.ProtectedApi
) -> None:
    session.identity = identity("ada", token=TOKEN)
    by_metadata.respond, by_metadata.answer = None, Answer(403)
    with pytest.raises(gatepost.GoogleIdentityUnavailable) as raised:
        connection.get("/api/pong")
    assert leaks(with_locals(raised.value)) == []

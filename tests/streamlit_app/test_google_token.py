"""One fetch of an ID token, from servers on loopback that are good or broken in their own way."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

import gatepost
from gatepost.errors import GoogleIdentityUnavailable, SettingsError
from gatepost.google import identity, token
from gatepost.google.account import GoogleAccount, ServiceAccountKey
from gatepost.google.token import fetch_id_token
from gatepost.secret import Secret
from tests.streamlit_app.google import ACCOUNT, PAGE, Google
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.test_google_account import SECRET

AUDIENCE = "https://api-abc.a.run.app"
MACHINE = GoogleAccount(AUDIENCE, None)
HEAD = b"HTTP/1.1 200 OK\r\n"
PACKAGE = Path(gatepost.__file__).parent
EC_KEY = (
    ec.generate_private_key(ec.SECP256R1())
    .private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    .decode()
)


@pytest.fixture
def key(google: Google, token_endpoint: Loopback) -> ServiceAccountKey:
    pair = google.account_key
    return ServiceAccountKey(ACCOUNT, pair.kid, Secret(pair.pem), token_endpoint.url)


@pytest.fixture(params=["metadata server", "key"])
def source(
    request: pytest.FixtureRequest,
    metadata_server: Loopback,
    token_endpoint: Loopback,
    key: ServiceAccountKey,
) -> tuple[GoogleAccount, Loopback]:
    """Each of the two accounts, with the server that its tokens come from."""
    if request.param == "key":
        return GoogleAccount(AUDIENCE, key), token_endpoint
    return MACHINE, metadata_server


def expect_none(account: GoogleAccount, *sentences: str) -> None:
    with pytest.raises(GoogleIdentityUnavailable) as raised:
        fetch_id_token(account)
    error = raised.value
    assert (error.code, error.status) == ("google_identity_unavailable", None)
    assert error.message.startswith(sentences)
    assert (error.__cause__, error.__context__) == (None, None)
    assert "secret" not in error.message


def test_token_is_the_account_s_for_the_audience(
    source: tuple[GoogleAccount, Loopback], google: Google
) -> None:
    account, server = source
    token = fetch_id_token(account)
    assert [token.value.reveal()] == google.issued
    assert abs(token.expires_at - time.time() - 3_600) < 60
    assert len(server.requests) == 1


REFUSED = ("Google's metadata server issues no ID", "Google refuses the service account's key")
SILENT = ("Google's metadata server does not answer", "Google does not answer at the token_uri")
UNREADABLE = ("Google's metadata server sent no valid", "Google sent no valid ID token for the")
ANSWERS: dict[str, tuple[Answer, tuple[str, ...]]] = {
    "400": (Answer(400, {"error": "invalid_grant", "error_description": "secret"}), REFUSED),
    "403": (Answer(403, b"<html>secret", PAGE), REFUSED),
    "404": (Answer(404, b"secret"), REFUSED),
    "408": (Answer(408, b"secret"), SILENT),
    "429": (Answer(429, {"error": "secret"}), SILENT),
    "500": (Answer(500, b"secret"), SILENT),
    "503": (Answer(503, {"error": "temporarily_unavailable"}), SILENT),
    "204": (Answer(204, b""), SILENT),
    "too large": (Answer(200, b"a" * 100_000), SILENT),
    "compressed nonsense": (Answer(200, b"secret", {"Content-Encoding": "gzip"}), SILENT),
    "HTML": (Answer(200, b"<html>secret</html>", PAGE), UNREADABLE),
    "nothing": (Answer(200, b""), UNREADABLE),
    "a list": (Answer(200, [1]), UNREADABLE),
    "no text": (Answer(200, b"\xff\xfe", PAGE), UNREADABLE),
    "a depth bomb": (Answer(200, b"[" * 60_000), UNREADABLE),
    "an access token": (Answer(200, {"access_token": "secret"}), UNREADABLE),
    "a number": (Answer(200, {"id_token": 5}), UNREADABLE),
    "no JWT": (Answer(200, {"id_token": "secret"}), UNREADABLE),
}


@pytest.mark.parametrize(("answer", "sentences"), ANSWERS.values(), ids=ANSWERS)
def test_answer_without_a_token_is_a_sentence_without_it(
    source: tuple[GoogleAccount, Loopback], answer: Answer, sentences: tuple[str, ...]
) -> None:
    account, server = source
    server.respond, server.answer = None, answer
    expect_none(account, *sentences)
    assert len(server.requests) == 1, "a second attempt is up to who wants the token"


TOKENS: dict[str, Callable[[Google], str]] = {
    "no exp": lambda google: google.issue(AUDIENCE, exp=None),
    "exp as text": lambda google: google.issue(AUDIENCE, exp="soon"),
    "four parts": lambda google: f"{google.issue(AUDIENCE)}.e30",
    "exp beyond all years": lambda google: google.issue(AUDIENCE, exp=10**30),
    "exp in the past": lambda google: google.issue(AUDIENCE, exp=int(time.time()) - 1),
    "a second line": lambda google: google.issue(AUDIENCE) + "\r\nX-Header: 1",
}


@pytest.mark.parametrize("make", TOKENS.values(), ids=TOKENS)
def test_unfit_token_is_refused(
    source: tuple[GoogleAccount, Loopback], google: Google, make: Callable[[Google], str]
) -> None:
    account, server = source
    token = make(google)
    server.respond = None
    server.answer = Answer(200, {"id_token": token}) if account.key else Answer(200, token.encode())
    if not account.key:
        server.answer = replace(server.answer, headers=PAGE)
    expect_none(account, *UNREADABLE)


def moved(account: GoogleAccount, url: str, monkeypatch: pytest.MonkeyPatch) -> GoogleAccount:
    """The same account, with its server elsewhere."""
    host = urlsplit(url).netloc
    monkeypatch.setattr("google.auth.compute_engine._metadata._GCE_METADATA_HOST", host)
    return replace(account, key=replace(account.key, token_uri=url)) if account.key else account


def test_server_that_is_down_is_a_sentence(
    source: tuple[GoogleAccount, Loopback], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    expect_none(moved(source[0], f"http://127.0.0.1:{port}", monkeypatch), *SILENT)


def test_fetch_ends_before_the_call_that_waits_for_it() -> None:
    assert token._BOUNDS.seconds < identity._WAIT_SECONDS
    assert token._BOUNDS.most_bytes <= 64 * 1024


@pytest.mark.parametrize(
    "text",
    ["secret", SECRET, EC_KEY],
    ids=["no PEM", "no key in it", "no RSA key"],
)
def test_private_key_that_cannot_be_read_is_a_settings_error(
    key: ServiceAccountKey, token_endpoint: Loopback, text: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        fetch_id_token(GoogleAccount(AUDIENCE, replace(key, private_key=Secret(text))))
    assert raised.value.message.startswith(
        "The private_key of the setting google_service_account can't be read."
    )
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)
    assert text not in raised.value.message
    assert token_endpoint.requests == []


def test_key_that_google_does_not_know_is_refused(key: ServiceAccountKey, google: Google) -> None:
    google.account_key = type(google.account_key)("another")
    expect_none(GoogleAccount(AUDIENCE, key), *REFUSED)


def test_metadata_server_is_where_the_environment_says(
    metadata_server: Loopback, google: Google
) -> None:
    code = (
        "from gatepost.google.account import GoogleAccount as A\n"
        "from gatepost.google.token import fetch_id_token\n"
        f"print(fetch_id_token(A({AUDIENCE!r}, None)).value.reveal())"
    )
    host = urlsplit(metadata_server.url).netloc
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=PACKAGE.parent,
        env={"GCE_METADATA_HOST": host, "GOOGLE_APPLICATION_CREDENTIALS": "/nowhere.json"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (run.stdout.split(), run.stderr) == (google.issued, "")

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gatepost.errors import SettingsError
from gatepost.google.account import GoogleAccount, ServiceAccountKey
from gatepost.secret import Secret
from gatepost.settings import parse_settings, settings

URLS = {
    "component_url": "https://component.example.com",
    "app_url": "https://app.example.com",
    "api_url": "https://api.example.com",
}
LABEL = "PRIVATE KEY"  # apart, so that nobody takes this file for one that holds a key
SECRET = f"-----BEGIN {LABEL}-----\nc2VjcmV0\n-----END {LABEL}-----\n"
KEY = {
    "type": "service_account",
    "private_key_id": "id-of-the-key",
    "private_key": SECRET,
    "client_email": "my-app@my-project.iam.gserviceaccount.com",
    "token_uri": "https://oauth2.googleapis.com/token",
}
PARSED = ServiceAccountKey(
    KEY["client_email"], KEY["private_key_id"], Secret(KEY["private_key"]), KEY["token_uri"]
)


def account(**values: object) -> GoogleAccount | None:
    return parse_settings({**URLS, **values}).google_account


def with_key(**changed: object) -> dict[str, Any]:
    return {"api_google_identity": "service_account", "google_service_account": {**KEY, **changed}}


@pytest.mark.parametrize("absent", [{}, {"api_google_identity": None}, {"api_google_identity": ""}])
def test_api_is_public_unless_an_identity_is_set(absent: dict[str, object]) -> None:
    rest = {"api_google_audience": ["x"], "google_service_account": "never read"}
    assert account(**absent, **rest) is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"api_google_identity": "metadata_server"}, GoogleAccount(URLS["api_url"], None)),
        (
            {"api_google_identity": "metadata_server", "api_google_audience": "my-audience"},
            GoogleAccount("my-audience", None),
        ),
        (
            {"api_google_identity": "metadata_server", "google_service_account": KEY},
            GoogleAccount(URLS["api_url"], None),
        ),
        (with_key(), GoogleAccount(URLS["api_url"], PARSED)),
        (with_key(project_id="x", client_id=1), GoogleAccount(URLS["api_url"], PARSED)),
    ],
    ids=["metadata server", "audience", "key beside it", "key", "other fields of the file"],
)
def test_identity_is_who_the_app_is_for_the_configured_service(
    values: dict[str, object], expected: GoogleAccount
) -> None:
    assert account(**values) == expected


WORD = "The setting api_google_identity must be metadata_server, on Google Cloud, or "
AUDIENCE = "The setting api_google_audience "
LACKS = "The setting google_service_account lacks "
TOKEN_URI = "The token_uri of the setting google_service_account must be an address"
MALFORMED: dict[str, tuple[dict[str, Any], str]] = {
    "another word": ({"api_google_identity": "adc"}, WORD),
    "upper case": ({"api_google_identity": "METADATA_SERVER"}, WORD),
    "a truth": ({"api_google_identity": True}, WORD),
    "a list": ({"api_google_identity": ["metadata_server"]}, WORD),
    "an audience with a space": (
        {"api_google_identity": "metadata_server", "api_google_audience": "a b"},
        AUDIENCE,
    ),
    "an audience of two lines": (
        {"api_google_identity": "metadata_server", "api_google_audience": "a\nb"},
        AUDIENCE,
    ),
    "an audience that is a list": (
        {"api_google_identity": "metadata_server", "api_google_audience": ["a"]},
        AUDIENCE,
    ),
    "no key": (
        {"api_google_identity": "service_account"},
        f"{LACKS}type, client_email, private_key_id, private_key, token_uri.",
    ),
    "a key as text": (
        {"api_google_identity": "service_account", "google_service_account": json.dumps(KEY)},
        f"{LACKS}type, client_email, private_key_id, private_key, token_uri.",
    ),
    "no account": (with_key(client_email=None), f"{LACKS}client_email."),
    "no private key": (with_key(private_key=""), f"{LACKS}private_key."),
    "a list for a key": (with_key(private_key=[SECRET]), f"{LACKS}private_key."),
    "no names": (with_key(private_key_id=1, type=1), f"{LACKS}type, private_key_id."),
    "a person's key": (
        with_key(type="authorized_user"),
        "The setting google_service_account must be a service account's key",
    ),
    "no token_uri": (with_key(token_uri=None), f"{LACKS}token_uri."),
    "http": (with_key(token_uri="http://oauth2.googleapis.com/token"), TOKEN_URI),
    "a file": (with_key(token_uri="file:///etc/passwd"), TOKEN_URI),
    "a name in the address": (with_key(token_uri="https://a@oauth2.googleapis.com"), TOKEN_URI),
}


@pytest.mark.parametrize(("values", "sentence"), MALFORMED.values(), ids=MALFORMED)
def test_malformed_identity_is_named_and_not_repeated(
    values: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        account(**values)
    assert raised.value.message.startswith(sentence)
    assert raised.value.__context__ is None
    for value in (SECRET, "c2VjcmV0", "id-of-the-key", "a@oauth2", "/etc/passwd"):
        assert value not in str(raised.value)


@pytest.mark.usefixtures("addresses")
def test_key_comes_from_the_secrets_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEPOST_API_GOOGLE_IDENTITY", "service_account")
    monkeypatch.setenv("GATEPOST_API_GOOGLE_AUDIENCE", "my-audience")
    monkeypatch.setenv("GATEPOST_GOOGLE_SERVICE_ACCOUNT", json.dumps(KEY))
    with pytest.raises(SettingsError, match=LACKS):
        settings()
    rows = "\n".join(f"{name} = {json.dumps(value)}" for name, value in KEY.items())
    (tmp_path / "secrets.toml").write_text(f"[gatepost.google_service_account]\n{rows}\n")
    assert settings().google_account == GoogleAccount("my-audience", PARSED)

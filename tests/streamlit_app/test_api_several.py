"""Several APIs, each with an address and an audience of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime.secrets import Secrets

from gatepost.api.connection import ProtectedApi
from gatepost.errors import AnswerTooLarge, AudienceNotGranted, SettingsError
from gatepost.identity.person import Access
from gatepost.identity.session import Session
from gatepost.secret import Secret
from gatepost.settings import api_settings
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import TOKEN, identity

AUDIENCE = "https://billing.example.com"


@pytest.fixture
def write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, addresses: None
) -> Callable[[str], None]:
    def write(rows: str) -> None:
        (tmp_path / "secrets.toml").write_text(rows)
        monkeypatch.setattr(st, "secrets", Secrets())

    return write


@pytest.fixture
def billing(api: Loopback, write: Callable[[str], None]) -> Loopback:
    """The API of the section, which alone runs."""
    rows = f'api_url = "{api.url}/v1"\naudience = "{AUDIENCE}"\nmax_bytes = 50\n'
    write(f"[connections.billing]\n{rows}")
    return api


def granted(session: Session) -> None:
    access = Access(Secret("token-for-billing"), frozenset())
    session.identity = replace(identity("ada"), audience="https://api", apis={AUDIENCE: access})


def test_each_api_gets_its_own_token(
    session: Session, billing: Loopback, connection: ProtectedApi
) -> None:
    granted(session)
    ProtectedApi("billing").get("/x")
    connection.get("/x")
    assert [(r.target, r.authorization) for r in billing.requests] == [
        ("/v1/x", "Bearer token-for-billing"),
        ("/x", f"Bearer {TOKEN}"),
    ]


def test_api_that_the_sign_in_does_not_cover_is_not_called(
    session: Session, billing: Loopback
) -> None:
    with pytest.raises(AudienceNotGranted) as raised:
        ProtectedApi("billing").get("/x")
    assert raised.value.code == "audience_not_granted"
    assert AUDIENCE in raised.value.message
    assert '"apis" in this app\'s row of GATEPOST_APPS' in raised.value.message
    assert billing.requests == []


def test_nobody_s_call_carries_no_token(session: Session, billing: Loopback) -> None:
    session.identity = None
    ProtectedApi("billing").get("/x")
    assert [request.authorization for request in billing.requests] == [None]


def test_limits_are_the_section_s(session: Session, billing: Loopback) -> None:
    granted(session)
    billing.answer = Answer(200, b"x" * 51)
    with pytest.raises(AnswerTooLarge, match="the setting max_bytes"):
        ProtectedApi("billing").get("/x")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("", r"The section \[connections.billing\] is missing"),
        ("[connections.billing]\n", "The setting api_url is missing"),
        ('[connections.billing]\napi_url = "https://a.example.com"\n', "The setting audience is m"),
        ('[connections.billing]\napi_url = "a"\naudience = "b"\n', "The setting api_url must be"),
        ('[connections.billing]\nbase_url = "x"\n', "has the unknown setting base_url"),
    ],
)
def test_section_that_is_wrong_is_named(
    write: Callable[[str], None], rows: str, sentence: str
) -> None:
    write(rows)
    with pytest.raises(SettingsError, match=sentence):
        api_settings("billing")


def test_google_s_account_can_serve_a_second_api(write: Callable[[str], None]) -> None:
    write(
        f'[connections.billing]\napi_url = "https://b.example.com"\naudience = "{AUDIENCE}"\n'
        'api_google_identity = "metadata_server"\n'
    )
    account = api_settings("billing").google_account
    assert account
    assert account.audience == "https://b.example.com"
    assert api_settings("protected_api").google_account is None


def test_argument_that_would_be_ignored_is_refused(addresses: None) -> None:
    with pytest.raises(SettingsError, match="takes no argument base_url"):
        ProtectedApi("protected_api", base_url="https://x")

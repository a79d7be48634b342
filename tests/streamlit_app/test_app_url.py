"""The app's own address: of the settings, or for a local run of Streamlit's configuration."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import streamlit as st

from gatepost.errors import SettingsError
from gatepost.settings import settings
from tests.streamlit_app.app_page import AppPage
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import APP_URL
from tests.streamlit_app.sign_in_app import app, who

LOCAL = {"server.port": 4010}
DERIVED = {
    "the default": (LOCAL, "http://localhost:4010"),
    "an address": ({**LOCAL, "browser.serverAddress": "127.0.0.1"}, "http://127.0.0.1:4010"),
    "no address": ({**LOCAL, "browser.serverAddress": ""}, "http://localhost:4010"),
    "a certificate": ({**LOCAL, "server.sslCertFile": "cert.pem"}, "https://localhost:4010"),
    "the usual port": ({"server.port": 80}, "http://localhost"),
}
COMPONENTS = ["http://127.0.0.1:3001", "http://localhost:3001", "https://[::1]:3001"]


def opened_at(url: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a browser say where it has opened the app."""
    seen = SimpleNamespace(url=url, headers={"Host": "evil.example.com"}, cookies={}, locale="en")
    monkeypatch.setattr(st, "context", seen)


@pytest.fixture
def no_app_url(addresses: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GATEPOST_APP_URL")


@pytest.mark.usefixtures("no_app_url")
@pytest.mark.parametrize(("options", "expected"), DERIVED.values(), ids=DERIVED)
@pytest.mark.parametrize("component_url", COMPONENTS)
def test_local_run_derives_it_from_streamlit_s_configuration_alone(
    component_url: str,
    options: dict[str, object],
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened_at("https://evil.example.com/app", monkeypatch)
    monkeypatch.setenv("GATEPOST_COMPONENT_URL", component_url)
    usual = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: options.get(name, usual(name)))
    assert settings().app_url == expected


@pytest.mark.usefixtures("addresses")
def test_setting_comes_before_what_is_derived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEPOST_COMPONENT_URL", COMPONENTS[0])
    assert settings().app_url == APP_URL


OPENED = {
    "https://myapp.streamlit.app/page?x=1#top": "https://myapp.streamlit.app",
    "https://real.example.com:8443": "https://real.example.com:8443",
    "http://real.example.com": None,
    "http://localhost:8501": None,
    "https://user@real.example.com": None,
    "https://[**bold**](x)": None,
    "https://": None,
    "": None,
}


@pytest.mark.usefixtures("no_app_url")
@pytest.mark.parametrize(("url", "suggested"), [*OPENED.items(), (None, None)])
def test_missing_it_is_an_error_that_suggests_the_address_that_is_open(
    url: str | None, suggested: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_at(url, monkeypatch)
    with pytest.raises(SettingsError) as raised:
        settings()
    assert raised.value.message == (
        "The setting app_url is missing. Set GATEPOST_APP_URL in the environment, or app_url in "
        "the section [gatepost] of the app's secrets, to the address this app is opened at, such "
        f'as "{suggested or "https://myapp.streamlit.app"}", then reload the page.'
    )


@pytest.mark.usefixtures("clock")
def test_it_goes_with_every_handover(component: Loopback) -> None:
    page = AppPage(app)
    page.sign_in()
    assert component.requests[0].json["app"] == APP_URL


@pytest.mark.usefixtures("clock")
def test_handover_of_another_app_is_a_sentence_and_is_not_asked_for_again(
    component: Loopback,
) -> None:
    component.answer = Answer(403, {"code": "handover_of_another_app"})
    page = AppPage(app)
    for _ in range(2):
        page.sign_in()
        page.test.run()
        (sentence,) = page.errors
        assert APP_URL in sentence
        assert (who(page), page.commands) == (None, [])

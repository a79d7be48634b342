"""What only a token shows, told to an operator whose app is deployed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import BrowserContext

from infra.rehearsal.artefacts import APP, python_of
from infra.rehearsal.names import PROVIDER
from infra.rehearsal.settings import DOCTOR
from tests.e2e.frame_client import TIMEOUT
from tests.e2e.rehearsal.doctor import SETTINGS
from tests.e2e.sign_in_doctor import SECONDS, TOKEN_FAULTS, SignInDoctor, report
from tests.e2e.stack import Stack
from tests.local.identity import control

doctor = SignInDoctor((str(python_of(APP)),), APP / "streamlit_app", SETTINGS, DOCTOR)


@pytest.fixture
def issuer(stack: Stack) -> Iterator[str]:
    issuer = f"https://{PROVIDER}/"
    yield issuer
    requests.delete(f"{issuer}control", timeout=TIMEOUT)


def test_right_set_has_no_faults(issuer: str, browser: BrowserContext) -> None:
    assert report(doctor, browser) == []


@pytest.mark.parametrize(("setting", "codes"), TOKEN_FAULTS)
def test_setting_that_only_a_token_shows_is_told(
    issuer: str, browser: BrowserContext, setting: dict[str, Any], codes: list[str]
) -> None:
    control(issuer, tenant=setting)
    assert [one["code"] for one in report(doctor, browser)] == codes


def test_page_that_is_not_registered_is_told(stack: Stack) -> None:
    apps = json.dumps([{"origin": SETTINGS["GATEPOST_APP_URL"]}])
    with (
        stack.stopped("component-2"),
        stack.changed("component", GATEPOST_APPS=apps),
        doctor.running() as process,
    ):
        found, _ = process.communicate(timeout=SECONDS)
    (one,) = json.loads(found)
    assert one["code"] == "sign_in_page_not_registered"
    assert f'{{"origin": "{DOCTOR}"' in one["remedy"]

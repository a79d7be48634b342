"""The doctor has somebody sign in, in a browser; the rehearsal plants what only a token shows."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from infra.local.tiers import ROOT
from tests.e2e.sign_in_doctor import SECONDS, SignInDoctor, report
from tests.e2e.stack import Stack


@pytest.fixture
def doctor(stack: Stack) -> SignInDoctor:
    url = stack.url("streamlit")
    env = {**stack.tier("streamlit").environment(), "GATEPOST_APP_URL": url}
    return SignInDoctor((sys.executable,), ROOT / "streamlit_app", env, url)


@pytest.fixture
def _app_address_is_free(stack: Stack) -> Iterator[None]:
    with stack.stopped("streamlit"):
        yield


@pytest.mark.usefixtures("_app_address_is_free")
def test_right_set_has_no_faults(doctor: SignInDoctor, browser: BrowserContext) -> None:
    assert report(doctor, browser) == []


def test_address_that_is_taken_is_told(doctor: SignInDoctor, stack: Stack) -> None:
    with doctor.running() as process:
        found, _ = process.communicate(timeout=SECONDS)
    assert [one["code"] for one in json.loads(found)] == ["sign_in_page_taken"]

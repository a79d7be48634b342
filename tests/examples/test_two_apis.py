from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

import gatepost
from gatepost.testing import FakeApi, signed_in, signed_out

BILLING = "https://billing.example.com/v1"
AUDIENCE = "https://billing.example.com"
ANSWERS = {"GET /api/pong": {"from": "first"}, f"GET {BILLING}/invoices": {"from": "second"}}


@pytest.fixture
def at(at: AppTest) -> AppTest:
    at.secrets["connections"] = {"billing": {"api_url": BILLING, "audience": AUDIENCE}}
    return at


def test_nobody_calls_either(at: AppTest) -> None:
    with FakeApi(ANSWERS) as api:
        signed_out(at).run()
    assert not at.exception
    assert api.calls == []


def test_both_are_called_for_the_person(at: AppTest) -> None:
    with FakeApi(ANSWERS) as api:
        signed_in(at, apis={AUDIENCE: ["read:invoices"]}).run()
    assert not at.exception
    assert [json.value for json in at.json] == ['{"from": "first"}', '{"from": "second"}']
    assert [(call.api == BILLING, call.user) for call in api.calls] == [
        *((False, "test|ada"), (True, "test|ada")),
    ]


def test_api_that_is_not_granted_gets_nothing(at: AppTest) -> None:
    with FakeApi(ANSWERS) as api:
        signed_in(at).run()
    assert [call.api == BILLING for call in api.calls] == [False]
    assert at.error[0].value.endswith(f" ({gatepost.as_text('audience_not_granted')})")

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import gatepost
from gatepost.testing import FakeApi, asked_for, signed_in, signed_out

PONG = "GET /api/pong"
REFUSED = f"Status 409, code {gatepost.as_text('seat_taken')}"


def call(at: AppTest, answer: Any) -> AppTest:
    signed_in(at).run()
    with FakeApi({PONG: answer}):
        at.button[0].click().run()
    assert not at.exception
    return at


def test_nobody_can_call(at: AppTest) -> None:
    signed_out(at).run()
    assert at.info[0].value == "Sign in to continue."
    assert not at.button


def test_answer_is_shown(at: AppTest) -> None:
    assert call(at, {"message": "pong"}).json[0].value == '{"message": "pong"}'
    assert not at.error


@pytest.mark.parametrize(
    ("headers", "captions"),
    [
        ({}, [REFUSED]),
        ({"Retry-After": "7"}, [REFUSED, "Try again in 7 seconds."]),
    ],
)
def test_refusal_is_shown_with_its_sentence(
    at: AppTest, headers: dict[str, str], captions: list[str]
) -> None:
    body = {"code": "seat_taken", "message": "The *seat* is taken."}
    call(at, FakeApi.answer(body, status=409, headers=headers))
    assert at.error[0].value == gatepost.as_text("The *seat* is taken.")
    assert [caption.value for caption in at.caption] == captions


def test_silence_is_shown(at: AppTest) -> None:
    call(at, FakeApi.silence())
    assert at.warning[0].value == "The service does not answer. Try again in a minute."
    assert not at.error


def test_api_that_needs_a_scope_has_the_person_asked(at: AppTest) -> None:
    needs = asked_for(call(at, FakeApi.refuse(scope="read:messages")))
    assert needs
    assert needs.scopes == {"read:messages"}

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from gatepost.testing import FakeApi, signed_in, signed_out


def test_nobody_can_call(at: AppTest) -> None:
    signed_out(at).run()
    assert not at.exception
    assert not at.button


def test_all_calls_are_the_persons_and_one_failure_stops_none(at: AppTest) -> None:
    signed_in(at).run()
    answers: dict[str, Any] = {
        "/api/ping": {},
        "/api/pong": FakeApi.silence(),
        "/api/pong-scoped": 403,
    }
    with FakeApi(answers) as api:
        at.button[0].click().run()
    assert not at.exception
    outcomes = [str(one).partition(",")[0] for one in at.table[0].value["outcome"]]
    assert outcomes == ["200", "api_unavailable", "403"]
    assert {(call.path, call.user) for call in api.calls} == {(p, "test|ada") for p in answers}

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import gatepost
from gatepost.testing import ApiCall, FakeApi, signed_in, signed_out


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    st.cache_data.clear()
    yield
    st.cache_data.clear()


@pytest.fixture
def profiles() -> Iterator[FakeApi]:
    def profile(call: ApiCall) -> dict[str, str | None]:
        return {"subject": call.user}

    with FakeApi({"GET /api/pong": profile}) as api:
        yield api


def shown(at: AppTest) -> list[str]:
    assert not at.exception
    return [json.value for json in at.json]


def test_nobody_has_a_profile(at: AppTest, profiles: FakeApi) -> None:
    assert shown(signed_out(at).run()) == []
    assert profiles.calls == []


def test_each_person_gets_their_own_result_with_one_call(at: AppTest, profiles: FakeApi) -> None:
    ada, bob = '{"subject": "test|ada"}', '{"subject": "test|bob"}'
    assert shown(signed_in(at).run()) == [ada]
    assert shown(at.run()) == [ada]
    assert shown(signed_in(at, "Bob").run()) == [bob]
    assert shown(signed_in(at, "Ada").run()) == [ada]
    assert [call.user for call in profiles.calls] == ["test|ada", "test|bob"]


def test_forgotten_result_is_fetched_again(at: AppTest, profiles: FakeApi) -> None:
    signed_in(at).run()
    at.button[0].click().run()
    assert len(profiles.calls) == 2


def test_error_is_shown_and_not_cached(at: AppTest) -> None:
    refusal = FakeApi.refuse(409, message="Not *now*")
    with FakeApi({"/api/pong": FakeApi.sequence(refusal, {"subject": "ada"})}):
        assert shown(signed_in(at).run()) == []
        assert at.error[0].value == gatepost.as_text("Not *now*")
        assert shown(at.run()) == ['{"subject": "ada"}']

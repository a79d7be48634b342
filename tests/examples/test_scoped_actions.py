from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from gatepost.testing import asked_for, decline, grant, signed_in, signed_out


@pytest.fixture(autouse=True)
def _empty_board() -> Iterator[None]:
    yield
    st.cache_resource.clear()


def notes(at: AppTest) -> list[str]:
    assert not at.exception
    return [text.value for text in at.text]


def publish(at: AppTest) -> AppTest:
    signed_in(at, scopes=["read:messages"]).run()
    at.text_input[0].set_value("Hello").run()
    return at.button[0].click().run()


def test_nobody_can_write(at: AppTest) -> None:
    signed_out(at).run()
    assert notes(at) == []
    assert not at.text_input


def test_note_is_published_once_the_scope_is_granted(at: AppTest) -> None:
    publish(at)
    needs = asked_for(at)
    assert needs
    assert needs.scopes == {"write:messages"}
    assert notes(at) == []
    assert notes(grant(at).run()) == ["Hello"]
    assert notes(at.run()) == ["Hello"]


def test_who_declines_publishes_nothing_and_keeps_the_note(at: AppTest) -> None:
    decline(publish(at)).run()
    assert notes(at) == []
    assert at.text_input[0].value == "Hello"


def test_role_without_the_permission_has_no_button(at: AppTest) -> None:
    signed_in(at, scopes=["read:messages"], permissions=["read:messages"]).run()
    assert at.info[0].value == "Your role reads notes and publishes none."
    assert not at.button

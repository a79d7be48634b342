"""A run of the whole app that begins while another run handles events, or in its place."""

from __future__ import annotations

from typing import Any

import pytest

from tests.streamlit_app import sign_in_app
from tests.streamlit_app.app_page import BOOT, AppPage
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import grant
from tests.streamlit_app.sign_in_app import update, who

pytestmark = pytest.mark.usefixtures("clock", "addresses")


def app() -> None:
    """An app in whose handler another run begins, which is given the same events."""
    import streamlit as st

    import gatepost

    state = st.session_state
    for name in ("handled", "acknowledged"):
        state.setdefault(name, [])
    page = gatepost.RemoteComponent("hero", title="Messages")

    def handle(event: gatepost.AdhocReport) -> None:
        state.handled.append(event.data["n"])
        page._receive(page._connection_key, {handler.kind: handler.handle})
        ack = page._mailbox.ack
        state.acknowledged.append(ack.seq if ack else None)

    handler = gatepost.on(gatepost.AdhocReport, handle)
    page.draw()
    page.connect(handler)


def report(number: int) -> dict[str, Any]:
    data = {"report": "text", "data": {"n": number}}
    return {"seq": number, "name": "onAdhocReport", "data": data}


def test_event_in_hand_is_not_handled_a_second_time_nor_acknowledged_yet() -> None:
    page = AppPage(app)
    page.emit_all(*[("onAdhocReport", report(n)["data"]) for n in (1, 2)])
    page.expect_no_exception()
    assert page.test.session_state["handled"] == [1, 2]
    assert page.test.session_state["acknowledged"] == [0, 1]
    assert page.ack == {"boot": BOOT, "seq": 2}


def test_event_that_has_the_whole_app_run_is_handled_by_what_it_was_connected_with() -> None:
    page = AppPage(app)
    page.deliver_to_app(report(1))
    page.expect_no_exception()
    assert page.test.session_state["handled"] == [1]
    assert page.ack == {"boot": BOOT, "seq": 1}


def test_sign_in_that_has_the_whole_app_run_runs_it_once(component: Loopback) -> None:
    component.answer = Answer(body=grant())
    page = AppPage(sign_in_app.app)
    event = {"seq": 1, "name": "onStatusUpdate", "data": update(page.props["challenge"])}
    page.deliver_to_app(event)
    assert (who(page), page.test.text[0].value) == ("ada", "ada")
    assert page.test.session_state["runs"] == 2

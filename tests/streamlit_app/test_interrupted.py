"""Streamlit may end a run in the middle of a handler, for another run or a lost connection."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

from gatepost.identity.person import Identity
from gatepost.script_run import _ENDS
from gatepost.wire.events import VERSION
from tests.streamlit_app import sign_in_app
from tests.streamlit_app.app_page import AppPage
from tests.streamlit_app.people import identity

pytestmark = pytest.mark.usefixtures("clock", "addresses")


def app() -> None:
    """An app whose handler is interrupted as often as the event says, and then keeps its number."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunData, StopException, get_script_run_ctx

    import gatepost
    from tests.streamlit_app.own_messages import Ask

    state = st.session_state
    for name in ("heard", "answered"):
        state.setdefault(name, [])
    state.setdefault("interruptions", 0)
    state.runs = state.get("runs", 0) + 1
    page = gatepost.RemoteComponent("hero", title="Messages")

    def interrupt() -> None:
        """Ask for a run of the whole app, as a person does who presses a button just now."""
        context = get_script_run_ctx()
        assert context
        assert context.script_requests
        context.script_requests.request_rerun(RerunData())

    def stop_as_a_library_does() -> None:
        raise StopException

    ends = {"stop": st.stop, "rerun": st.rerun, "raise": stop_as_a_library_does}
    yields: dict[str, Any] = {
        "state": lambda: state.heard,
        "command": lambda: st.toast("Interrupt"),
    }

    def hear(event: gatepost.AdhocReport) -> None:
        if "end" in event.data:
            state.heard.append(event.data["n"])
            ends[event.data["end"]]()
        heard = state.heard
        if state.interruptions < event.data.get("interruptions", 0):
            state.interruptions += 1
            interrupt()
            yields[event.data["yield"]]()
        heard.append(event.data["n"])

    def answer(event: gatepost.ActionRequest) -> None:
        answered = state.answered
        interrupt()
        page.send(Ask(n=len(answered)))
        answered.append(event.action)

    def rerun(_event: gatepost.ErrorReport) -> None:
        gatepost.rerun_app()

    @st.fragment
    def connect() -> None:
        page.connect(
            gatepost.on(gatepost.AdhocReport, hear),
            gatepost.on(gatepost.ActionRequest, answer),
            gatepost.on(gatepost.ErrorReport, rerun),
        )

    page.draw()
    connect()


@pytest.fixture
def page() -> AppPage:
    return AppPage(app)


def event(seq: int, n: int, interruptions: int = 0, at: str = "state") -> dict[str, Any]:
    data = {"n": n, "interruptions": interruptions, "yield": at}
    return {"seq": seq, "name": "onAdhocReport", "data": {"report": "text", "data": data}}


def envelope(*events: dict[str, Any]) -> dict[str, Any]:
    return {"v": VERSION, "boot": "boot-of-the-tests", "received": 0, "events": list(events)}


def state(page: AppPage, name: str) -> Any:
    page.expect_no_exception()
    return page.test.session_state[name]


@pytest.mark.parametrize("at", ["state", "command"])
def test_event_whose_handler_was_interrupted_is_handled_when_it_comes_again(
    page: AppPage, at: str
) -> None:
    said = envelope(event(1, 1), event(2, 2, interruptions=2, at=at), event(3, 3))
    for expected in ([1], [1], [1, 2, 3], [1, 2, 3]):
        page.test.run()
        page.deliver(said)
        assert state(page, "heard") == expected
    assert state(page, "interruptions") == 2


@pytest.mark.parametrize("end", ["stop", "rerun", "raise"])
def test_handler_that_ends_the_run_itself_is_not_called_again(page: AppPage, end: str) -> None:
    own: dict[str, Any] = {"report": "text", "data": {"n": 1, "end": end}}
    said = envelope({"seq": 1, "name": "onAdhocReport", "data": own}, event(2, 2))
    for _ in range(3):
        page.test.run()
        page.deliver(said)
    assert state(page, "heard") == [1, 2]


def test_commands_that_end_a_run_are_found_in_this_release_of_streamlit() -> None:
    assert {code.co_name for code in _ENDS} == {"rerun", "stop", "switch_page"}


def test_sign_in_that_was_redeemed_is_taken_over_though_another_run_is_wanted(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def redeem(*_: object, **__: object) -> Identity:
        context = get_script_run_ctx()
        assert context
        assert context.script_requests
        context.script_requests.request_rerun(RerunData())
        return identity("ada")

    monkeypatch.setattr(sys.modules["gatepost.pages.sign_in_events"], "redeem", redeem)
    page = AppPage(sign_in_app.app)
    page.sign_in()
    assert sign_in_app.who(page) == "ada"
    page.test.run()
    assert page.ack["seq"] == 1
    assert page.commands == []
    assert [r for r in caplog.records if r.name == "gatepost"] == []


def test_interrupted_event_is_not_acknowledged(page: AppPage) -> None:
    page.deliver(envelope(event(1, 1), event(2, 2, interruptions=1)))
    page.test.run()
    assert page.ack == {"boot": "boot-of-the-tests", "seq": 1}


def test_answer_that_is_ready_is_sent_though_another_run_is_wanted(page: AppPage) -> None:
    request = {"seq": 1, "name": "onActionRequest", "data": {"id": "r_1", "action": "Order"}}
    for _ in range(2):
        page.deliver(envelope(request))
        page.test.run()
    assert state(page, "answered") == ["Order"]
    assert [command["seq"] for command in page.props["commands"]] == [1]


def test_handler_of_any_page_can_ask_that_the_whole_app_runs_again(page: AppPage) -> None:
    page.deliver(envelope(event(1, 1)))
    assert state(page, "runs") == 1
    error = {"seq": 2, "name": "onError", "data": {"code": "oh", "message": "Oh."}}
    page.deliver(envelope(error))
    assert state(page, "runs") == 2
    page.deliver(envelope(event(3, 3)))
    assert state(page, "runs") == 2

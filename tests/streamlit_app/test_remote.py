from __future__ import annotations

import logging
from dataclasses import fields
from typing import Any

import msgspec
import pytest

from gatepost.events import Props
from tests.streamlit_app.app_page import BOOT, AppPage, outbox

pytestmark = pytest.mark.usefixtures("addresses")

HUSH = "hush-this-must-not-be-logged"
REPORT = {"report": "pressed", "data": {"n": 1}}


def hero() -> None:
    """An app with a framed page that keeps what it heard, and raises at the word."""
    import streamlit as st

    import gatepost

    def keep(event: gatepost.AdhocReport) -> None:
        if event.data.get("raise"):
            raise ZeroDivisionError(event.data["raise"])
        st.session_state.heard.append(event.data.get("n"))

    st.session_state.setdefault("heard", [])
    st.session_state.runs = st.session_state.get("runs", 0) + 1
    page = gatepost.RemoteComponent("hero", title="Messages")
    if st.button("Ask", key="ask"):
        page.send("ask", n=st.session_state.runs)
    page.draw({gatepost.AdhocReport: keep})
    st.text(f"heard before the script ran: {st.session_state.heard}")


def two_frames() -> None:
    import gatepost

    for key in ("one", "two"):
        gatepost.RemoteComponent("../hero?x#y", title=key, key=key).draw({})


@pytest.fixture
def page() -> AppPage:
    return AppPage(hero)


def report(n: object) -> tuple[str, dict[str, Any]]:
    return "onAdhocReport", {"report": "pressed", "data": {"n": n}}


def heard(page: AppPage) -> list[Any]:
    page.expect_no_exception()
    values: list[Any] = page.test.session_state["heard"]
    return values


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged; every line of it must be one line and hold no content of a message."""
    records = [record for record in caplog.records if record.name == "gatepost"]
    assert all(record.levelno == logging.WARNING for record in records)
    texts = [record.getMessage() for record in records]
    assert HUSH not in caplog.text
    assert all("\n" not in text for text in texts)
    return texts


def test_frame_is_the_page_of_the_configured_component(page: AppPage) -> None:
    assert page.frame["src"] == "https://component.example.com/frame/hero"
    assert page.frame["title"] == "Messages"


def test_odd_name_of_a_page_stays_one_segment_of_the_address() -> None:
    page = AppPage(two_frames)
    assert page.frame["src"] == "https://component.example.com/frame/..%2Fhero%3Fx%23y"


def test_props_are_as_the_contract_says(page: AppPage) -> None:
    page.emit_all(report(1))
    page.click("ask")
    props = msgspec.convert(page.props, Props)
    assert set(page.props) == {field.name for field in fields(Props)}
    assert props.ack is not None
    assert (props.ack.boot, props.ack.seq) == (BOOT, 1)
    assert [(c.seq, c.name) for c in props.commands] == [(1, "ask")]


def test_event_is_handled_and_acknowledged_in_the_run_it_starts(page: AppPage) -> None:
    page.emit_all(report(1), report(2))
    assert heard(page) == [1, 2]
    assert page.test.text[0].value == "heard before the script ran: [1, 2]"
    assert page.props["ack"] == {"boot": BOOT, "seq": 2}
    assert page.test.session_state["runs"] == 2


def test_event_that_is_sent_again_is_not_handled_again(page: AppPage) -> None:
    payload = outbox({"seq": 1, "name": "onAdhocReport", "data": REPORT})
    for _ in range(3):
        page.deliver(payload)
    assert heard(page) == [1]


def test_event_is_not_handled_again_when_the_app_reruns(page: AppPage) -> None:
    page.emit_all(report(1))
    page.test.run()
    page.click("ask")
    assert heard(page) == [1]


def test_handler_that_raises_does_not_stop_later_events(
    page: AppPage, caplog: pytest.LogCaptureFixture
) -> None:
    broken = ("onAdhocReport", {"report": "pressed", "data": {"raise": "oh"}})
    page.emit_all(report(1), broken, report(3))
    page.emit_all(report(4))
    assert heard(page) == [1, 3, 4]
    assert [r.getMessage() for r in caplog.records if r.name == "gatepost"] == [
        "the handler of onAdhocReport failed"
    ]


BAD_EVENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "unknown name": ("onNothing", {"x": HUSH}),
    "wrong shape": ("onAdhocReport", {"report": 1, "data": HUSH}),
    "value of no kind": ("onStatusUpdate", {"reason": HUSH}),
    "value with a newline": ("onStatusUpdate", {"reason": f"x\n{HUSH}"}),
    "value that imitates a place": ("onStatusUpdate", {"reason": f"x - at `{HUSH}`"}),
    "missing field": ("onAdhocReport", {"data": {"x": HUSH}}),
    "handover too long": (
        "onStatusUpdate",
        {"reason": "signed_in", "challenge": "c" * 43, "handover": HUSH * 1_000},
    ),
    "challenge too short": ("onStatusUpdate", {"reason": "signed_in", "challenge": HUSH}),
    "an address to call": ("onActionRequest", {"action": "WebRequest", "route": f"//{HUSH}"}),
    "too large": ("onAdhocReport", {"report": "pressed", "data": {"x": HUSH * 1_000}}),
    "half a surrogate pair": ("onAdhocReport", {"report": "pressed", "data": {"x": "\ud800"}}),
    "key of half a pair": ("onAdhocReport", {"report": "pressed", "data": {"\ud800": 1}}),
}


@pytest.mark.parametrize(("name", "data"), BAD_EVENTS.values(), ids=BAD_EVENTS)
def test_bad_event_is_one_warning_and_does_not_stop_later_events(
    page: AppPage, caplog: pytest.LogCaptureFixture, name: str, data: dict[str, Any]
) -> None:
    page.emit_all(report(1), (name, data), report(3))
    assert heard(page) == [1, 3]
    assert len(warnings(caplog)) == 1


EVENT = {"seq": 1, "name": "onAdhocReport", "data": REPORT}

BAD_OUTBOXES: dict[str, object] = {
    "nothing": None,
    "text": HUSH,
    "number": 1,
    "list": [outbox(EVENT)],
    "empty": {},
    "no version": {"boot": BOOT, "received": 0, "events": []},
    "newer version": outbox(EVENT, v=2),
    "version as text": outbox(EVENT, v="1"),
    "version as float": outbox(EVENT, v=1.0),
    "version as truth": outbox(EVENT, v=True),
    "version as object": outbox(EVENT, v={"x": 1}),
    "version without end": outbox(EVENT, v=10**4_000),
    "boot too short": outbox(EVENT, boot="b"),
    "boot too long": outbox(EVENT, boot=HUSH * 3),
    "boot with odd characters": outbox(EVENT, boot=f"{HUSH} x"),
    "boot that ends in a newline": outbox(EVENT, boot=f"{HUSH}\n"),
    "boot as number": outbox(EVENT, boot=1),
    "received missing": {"v": 1, "boot": BOOT, "events": []},
    "received negative": outbox(EVENT, received=-1),
    "received without end": outbox(EVENT, received=10**30),
    "events as object": outbox(events={"x": HUSH}),
    "too many events": outbox(*[{**EVENT, "seq": n} for n in range(1, 52)]),
    "event as text": outbox(events=[HUSH]),
    "number as text": outbox({**EVENT, "seq": "1"}),
    "number negative": outbox({**EVENT, "seq": -1}),
    "number not whole": outbox({**EVENT, "seq": 1.5}),
    "number too large": outbox({**EVENT, "seq": 2**53}),
    "name of odd characters": outbox({**EVENT, "name": f"<b>{HUSH}"}),
    "name of an attribute": outbox({**EVENT, "name": "__class__"}),
    "name too long": outbox({**EVENT, "name": "a" * 65}),
    "data as list": outbox({**EVENT, "data": [HUSH]}),
    "key of half a surrogate pair": {**outbox(EVENT), "\ud800": 1},
    "data keys of half a pair": outbox({**EVENT, "\ud800": 1}),
}


@pytest.mark.parametrize("payload", BAD_OUTBOXES.values(), ids=BAD_OUTBOXES)
def test_malformed_outbox_is_one_warning_and_changes_nothing(
    page: AppPage, caplog: pytest.LogCaptureFixture, payload: object
) -> None:
    page.deliver(payload)
    assert heard(page) == []
    assert page.props["ack"] is None
    assert len(warnings(caplog)) == 1
    page.deliver(outbox(EVENT))
    assert heard(page) == [1]


def test_other_version_is_named_with_what_to_do(
    page: AppPage, caplog: pytest.LogCaptureFixture
) -> None:
    page.deliver(outbox(EVENT, v=2))
    assert warnings(caplog) == [
        "message_invalid: The component speaks version 2 of the contract and this app version 1. "
        "Deploy the same release of both, then reload the page."
    ]


def test_event_without_a_handler_is_acknowledged(page: AppPage) -> None:
    page.emit("onError", code="popup_blocked", message="Allow popups.")
    assert page.props["ack"] == {"boot": BOOT, "seq": 1}


def test_command_stays_in_the_props_until_it_is_received(page: AppPage) -> None:
    page.click("ask")
    page.test.run()
    assert page.commands == ["ask"]
    page.deliver(outbox(received=1))
    assert page.commands == []


def test_frames_of_one_page_have_mailboxes_of_their_own() -> None:
    page = AppPage(two_frames)
    frames = page.test.get("bidi_component")
    assert len(frames) == 2
    sessions = [page.test.session_state[f"{key}.mailbox"].session for key in ("one", "two")]
    assert len(set(sessions)) == 2


def test_two_sessions_share_nothing(page: AppPage) -> None:
    other = AppPage(hero)
    page.emit_all(report("for the first"))
    page.click("ask")
    other.test.run()
    assert page.props["session"] != other.props["session"]
    assert heard(other) == []
    assert (other.props["ack"], other.commands) == (None, [])
    other.emit_all(report("for the second"))
    assert (heard(page), heard(other)) == (["for the first"], ["for the second"])

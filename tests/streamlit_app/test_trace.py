"""What the package notes of a session: what passed and what was compared, and no secret."""

from __future__ import annotations

from typing import Any

import pytest

from gatepost.wire.trace import Trace, TraceRecord, Values
from tests.streamlit_app.app_page import AppPage
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import NOW, TOKEN, grant, identity
from tests.streamlit_app.sign_in_app import app

pytestmark = pytest.mark.usefixtures("clock", "component")

HANDOVER = "sealed-handover-that-is-never-noted"


def traced() -> None:
    """The app of the sign-in tests, with its trace kept; a press calls the API."""
    import streamlit as st

    import gatepost

    kept = gatepost.record_trace()
    gatepost.sign_in()
    if st.button("Call", key="call"):
        api = st.connection("protected_api", type=gatepost.ProtectedApi)
        api.get("/api/pong")
    st.session_state.noted = kept.records


def noted(page: AppPage) -> list[tuple[str, str, Values]]:
    page.expect_no_exception()
    page.test.run()
    records: list[TraceRecord] = page.test.session_state["noted"]
    assert {record.by for record in records} <= {"app"}
    assert all(record.at == NOW * 1_000 for record in records)
    return [(record.page, record.step, record.values) for record in records]


def test_sign_in_is_noted_without_handover_verifier_and_token(component: Loopback) -> None:
    component.answer = Answer(body=grant())
    page = AppPage(traced)
    page.sign_in(HANDOVER)
    steps = noted(page)
    assert steps == [
        ("auth0", "receive", {"name": "onStatusUpdate", "seq": 1}),
        ("auth0", "redeem", {}),
        ("auth0", "identity", {}),
    ]


def test_refused_handover_brings_no_identity(component: Loopback) -> None:
    component.answer = Answer(403, {"code": "handover_invalid"})
    page = AppPage(traced)
    page.sign_in(HANDOVER)
    assert [(step, values.get("name")) for _, step, values in noted(page)] == [
        ("receive", "onStatusUpdate"),
        ("redeem", None),
        ("refusal", "handover_refused"),
    ]


@pytest.mark.parametrize(
    ("timing", "checked"),
    [
        ('token;dur=0.1;desc="RS256 key-1"', {"algorithm": "RS256", "key": "key-1"}),
        ('token;dur=0.1;desc="RS256 <b>"', {}),
        ("db;dur=1", {}),
        (None, {}),
    ],
)
def test_call_of_the_api_is_noted_with_the_key_that_was_checked(
    api: Loopback, timing: str | None, checked: Values
) -> None:
    headers = {"Server-Timing": timing} if timing else {}
    api.answer = Answer(403, {"code": "insufficient_scope"}, headers)
    page = AppPage(traced, identity("ada"))
    page.click("call")
    assert noted(page) == [
        ("", "request", {"name": "/api/pong", "method": "GET"}),
        ("", "response", {"name": "/api/pong", "status": 403, **checked}),
    ]
    assert TOKEN not in str(noted(page))


def test_malformed_and_repeated_events_are_not_noted(component: Loopback) -> None:
    page = AppPage(traced)
    report: dict[str, Any] = {"report": "text", "data": {}}
    page.emit_all(("onNothing", {}), ("onAdhocReport", {"report": 1}), ("onAdhocReport", report))
    page._seq = 0
    page.emit_all(("onAdhocReport", report), ("onAdhocReport", report), ("onAdhocReport", report))
    assert noted(page) == [("auth0", "receive", {"name": "onAdhocReport", "seq": 3})]


def test_nothing_is_kept_where_no_trace_was_asked_for(component: Loopback) -> None:
    component.answer = Answer(body=grant())
    page = AppPage(app)
    page.sign_in(HANDOVER)
    assert page.session.trace.records == []


def test_of_each_kind_the_first_five_and_the_newest_are_kept() -> None:
    trace = Trace()
    for number in range(1, 101):
        for name in ("onError", "onAdhocReport"):
            values: Values = {"name": name, "seq": number}
            trace.add(TraceRecord(page="hero", by="app", step="receive", at=number, values=values))
    kept = [*range(1, 6), *range(86, 101)]
    assert [record.at for record in trace.records] == 2 * kept


def test_of_too_many_kinds_the_first_are_kept() -> None:
    trace = Trace()
    for number in range(300):
        values: Values = {"name": f"/api/items/{number}"}
        for _ in range(2):
            trace.add(TraceRecord(page="", by="app", step="request", at=number, values=values))
    assert [record.at for record in trace.records] == [n for n in range(200) for _ in range(2)]

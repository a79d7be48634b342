from __future__ import annotations

from typing import Any

import pytest

from gatepost.wire.events import VERSION
from tests.streamlit_app.app_page import BOOT, AppPage, envelope
from tests.streamlit_app.hero_app import HUSH, REPORT, bare, heard, hero, report, warnings

pytestmark = pytest.mark.usefixtures("addresses")


@pytest.fixture
def page() -> AppPage:
    return AppPage(hero)


BAD_EVENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "wrong shape": ("onAdhocReport", {"report": 1, "data": HUSH}),
    "value of no kind": ("onStatusUpdate", {"reason": HUSH}),
    "value with a newline": ("onStatusUpdate", {"reason": f"x\n{HUSH}"}),
    "value that imitates a place": ("onStatusUpdate", {"reason": f"x - at `{HUSH}`"}),
    "missing field": ("onAdhocReport", {"data": {"x": HUSH}}),
    "challenge too short": ("onStatusUpdate", {"reason": "signed_in", "challenge": HUSH}),
    "an address to call": ("onActionRequest", {"action": "WebRequest", "route": f"//{HUSH}"}),
    "too large": ("onAdhocReport", {"report": "pressed", "data": {"x": HUSH * 4_000}}),
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


def test_event_that_the_app_does_not_use_is_dropped(
    page: AppPage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "gatepost")
    page.emit_all(report(1), ("onPageLoaded", {"x": HUSH}), report(3))
    assert heard(page) == [1, 3]
    assert page.test.session_state["errors"] == []
    logged = [(one.levelname, one.getMessage()) for one in caplog.records]
    assert logged == [("INFO", "the app handles no onPageLoaded of the page hero")]


def test_request_and_error_that_the_app_does_not_use_are_answered_and_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    page = AppPage(bare)
    page.emit_all(
        ("onActionRequest", {"id": "r_1", "action": "Result"}),
        ("onError", {"code": "command_failed", "message": HUSH}),
    )
    page.expect_no_exception()
    (answer,) = page.props["commands"]
    assert (answer["name"], answer["data"]["id"]) == ("actionAnswer", "r_1")
    assert answer["data"]["code"] == "unknown_action"
    assert warnings(caplog) == ["the page hero reported the error command_failed"]


def test_handler_of_errors_that_raises_does_not_stop_later_events(page: AppPage) -> None:
    page.test.session_state["no_error_is_handled"] = True
    page.emit_all(report(1), ("onAdhocReport", {}), report(3))
    assert heard(page) == [1, 3]


@pytest.mark.parametrize("request_id", [None, 1, "", "a b", "\ud800", {"x": 1}], ids=ascii)
def test_malformed_request_without_a_name_is_not_answered(
    page: AppPage, request_id: object
) -> None:
    page.emit_all(("onActionRequest", {"id": request_id, "action": HUSH}), report(2))
    assert heard(page) == [2]
    assert page.commands == []


EVENT = {"seq": 1, "name": "onAdhocReport", "data": REPORT}

BAD_OUTBOXES: dict[str, object] = {
    "nothing": None,
    "text": HUSH,
    "number": 1,
    "list": [envelope(EVENT)],
    "empty": {},
    "no version": {"boot": BOOT, "received": 0, "events": []},
    "newer version": envelope(EVENT, v=VERSION + 1),
    "version as text": envelope(EVENT, v="1"),
    "version as float": envelope(EVENT, v=1.0),
    "version as truth": envelope(EVENT, v=True),
    "version as object": envelope(EVENT, v={"x": 1}),
    "version without end": envelope(EVENT, v=10**4_000),
    "boot too short": envelope(EVENT, boot="b"),
    "boot too long": envelope(EVENT, boot=HUSH * 3),
    "boot with odd characters": envelope(EVENT, boot=f"{HUSH} x"),
    "boot that ends in a newline": envelope(EVENT, boot=f"{HUSH}\n"),
    "boot as number": envelope(EVENT, boot=1),
    "received missing": {"v": VERSION, "boot": BOOT, "events": []},
    "received negative": envelope(EVENT, received=-1),
    "received without end": envelope(EVENT, received=10**30),
    "events as object": envelope(events={"x": HUSH}),
    "too many events": envelope(*[{**EVENT, "seq": n} for n in range(1, 52)]),
    "event as text": envelope(events=[HUSH]),
    "number as text": envelope({**EVENT, "seq": "1"}),
    "number negative": envelope({**EVENT, "seq": -1}),
    "number not whole": envelope({**EVENT, "seq": 1.5}),
    "number too large": envelope({**EVENT, "seq": 2**53}),
    "name of odd characters": envelope({**EVENT, "name": f"<b>{HUSH}"}),
    "name of an attribute": envelope({**EVENT, "name": "__class__"}),
    "name too long": envelope({**EVENT, "name": "a" * 65}),
    "data as list": envelope({**EVENT, "data": [HUSH]}),
    "key of half a surrogate pair": {**envelope(EVENT), "\ud800": 1},
    "data keys of half a pair": envelope({**EVENT, "\ud800": 1}),
}


@pytest.mark.parametrize("payload", BAD_OUTBOXES.values(), ids=BAD_OUTBOXES)
def test_malformed_outbox_is_one_warning_and_changes_nothing(
    page: AppPage, caplog: pytest.LogCaptureFixture, payload: object
) -> None:
    page.deliver(payload)
    assert heard(page) == []
    assert page.ack is None
    assert len(warnings(caplog)) == 1
    page.deliver(envelope(EVENT))
    assert heard(page) == [1]


def test_other_version_is_named_with_what_to_do(
    page: AppPage, caplog: pytest.LogCaptureFixture
) -> None:
    page.deliver(envelope(EVENT, v=VERSION + 1))
    assert warnings(caplog) == [
        f"message_invalid: The component speaks version {VERSION + 1} of the contract and this app "
        f"version {VERSION}. Ask the operator to deploy the same release of both, then reload the "
        "page."
    ]

"""A framed page may report anything: the demo app shows what fits, and never breaks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.streamlit_app.app_page import APP, AppPage

pytestmark = pytest.mark.usefixtures("addresses")

GOOD = {
    "route": "pong",
    "status": 200,
    "body": {"message": "pong"},
    "wwwAuthenticate": None,
    "milliseconds": 12,
}


@pytest.fixture
def page() -> AppPage:
    return AppPage(APP)


def report(page: AppPage, data: Any) -> None:
    page.emit("onAdhocReport", report="apiAnswer", data=data)


def expect_sound(page: AppPage) -> None:
    """The page is all there, and can be drawn."""
    page.test.run()
    page.expect_no_exception()
    page.expect_readable_json()
    assert len([button for button in page.test.button if button.label.startswith("Call")]) == 6


def nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


WRONG: dict[str, dict[str, Any]] = {
    "nothing": {},
    "route unknown": {**GOOD, "route": "admin"},
    "route is an address": {**GOOD, "route": "http://evil.example.com/api/pong"},
    "route is a list": {**GOOD, "route": ["pong"]},
    "route is an object": {**GOOD, "route": {"pong": 1}},
    "route is missing": {key: value for key, value in GOOD.items() if key != "route"},
    "status is a text": {**GOOD, "status": "200"},
    "status is a list": {**GOOD, "status": [200]},
    "status is null": {**GOOD, "status": None},
    "status is no whole number": {**GOOD, "status": 200.5},
    "status is missing": {key: value for key, value in GOOD.items() if key != "status"},
    "time is a text": {**GOOD, "milliseconds": "12"},
    "time is an object": {**GOOD, "milliseconds": {}},
    "time is NaN": {**GOOD, "milliseconds": float("nan")},
    "time is missing": {key: value for key, value in GOOD.items() if key != "milliseconds"},
}

ODD: dict[str, dict[str, Any]] = {
    "as it should be": GOOD,
    "status is zero": {**GOOD, "status": 0},
    "status is negative": {**GOOD, "status": -1},
    "status is huge": {**GOOD, "status": 10**400},
    "status is true": {**GOOD, "status": True},
    "time is huge": {**GOOD, "milliseconds": 10**400},
    "challenge is a list": {**GOOD, "wwwAuthenticate": ["Bearer"]},
    "challenge is an object": {**GOOD, "wwwAuthenticate": {"a": 1}},
    "challenge of a refusal is a list": {
        **GOOD,
        "status": 403,
        "body": {"code": "insufficient_scope"},
        "wwwAuthenticate": ['scope="a"'],
    },
    "challenge is odd": {**GOOD, "wwwAuthenticate": "\0\r\n\u202e</code>`````"},
    "body is a list": {**GOOD, "body": [GOOD]},
    "body is a text": {**GOOD, "body": "<script>alert(1)</script>"},
    "body is an empty text": {**GOOD, "body": ""},
    "body is null": {**GOOD, "body": None},
    "body is a number": {**GOOD, "body": 10**400},
    "body is true": {**GOOD, "body": True},
    "body is nested": {**GOOD, "body": nested(100)},
    "body is long": {**GOOD, "body": list(range(3_000))},
    "body is NaN": {**GOOD, "body": {"a": float("nan"), "b": float("inf")}},
    "body is missing": {key: value for key, value in GOOD.items() if key != "body"},
    "message is a list": {**GOOD, "body": {"message": [1]}},
    "message is an object": {**GOOD, "body": {"message": {"a": "b"}}},
    "message is a number": {**GOOD, "body": {"message": 10**400}},
    "message is odd": {**GOOD, "body": {"message": "\0\u202e$x$ :red[`"}},
    "code is a list": {**GOOD, "body": {"code": ["missing_token"]}, "status": 401},
    "code is a format": {
        **GOOD,
        "status": 403,
        "body": {"code": "insufficient_scope"},
        "wwwAuthenticate": 'scope="{scope.__class__} {0} {"',
    },
    "more than asked for": {**GOOD, "token": "x", "__class__": "y", "": None},
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_report_of_another_shape_is_left_out_without_an_error(
    page: AppPage, caplog: pytest.LogCaptureFixture, data: dict[str, Any]
) -> None:
    report(page, data)
    expect_sound(page)
    assert caplog.records == []
    assert not page.test.json


@pytest.mark.parametrize("data", ODD.values(), ids=ODD)
def test_odd_report_is_shown_and_breaks_nothing(page: AppPage, data: dict[str, Any]) -> None:
    report(page, data)
    expect_sound(page)
    assert "badge[" in page.everything_sent()


@pytest.mark.parametrize("data", [None, [], "x", 1, True], ids=repr)
def test_report_without_an_object_is_left_out(page: AppPage, data: object) -> None:
    report(page, data)
    expect_sound(page)
    assert not page.test.json


def test_good_report_after_bad_ones_is_shown(page: AppPage) -> None:
    for data in (*WRONG.values(), GOOD):
        report(page, data)
    assert [element.value for element in page.test.markdown if "badge" in element.value]
    expect_sound(page)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(changed=st.fixed_dictionaries({}, optional=dict.fromkeys(GOOD, JSON)))
def test_no_report_at_all_breaks_the_page(page: AppPage, changed: dict[str, Any]) -> None:
    report(page, {**GOOD, **changed})
    expect_sound(page)

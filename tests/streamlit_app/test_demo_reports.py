"""A framed page may report anything: the demo app shows what fits, and never breaks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.streamlit_app.app_page import APP, AppPage

pytestmark = pytest.mark.usefixtures("addresses")

GOOD = {
    "route": "pong",
    "status": 200,
    "body": {"message": "pong"},
    "wwwAuthenticate": None,
    "milliseconds": 12,
}
NO_SCOPE = {"status": 403, "body": {"code": "insufficient_scope"}}


@pytest.fixture
def page() -> AppPage:
    return AppPage(APP)


def report(page: AppPage, data: Any) -> None:
    """Report that; afterwards the page is all there, and can be drawn."""
    page.emit("onAdhocReport", report="apiAnswer", data=data)
    page.test.run()
    page.expect_no_exception()
    page.expect_readable_json()
    assert len([button for button in page.test.button if button.label.startswith("From ")]) == 6


def nested(depth: int) -> Any:
    return [nested(depth - 1)] if depth else []


WRONG: dict[str, list[Any]] = {
    "route": ["admin", "http://evil.example.com/api/pong", ["pong"], {"pong": 1}],
    "status": ["200", [200], 200.5, None],
    "milliseconds": ["12", {}, float("nan")],
}
ODD: list[dict[str, Any]] = [
    *({"status": value} for value in (0, -1, 10**400, True)),
    {"milliseconds": 10**400},
    *({"wwwAuthenticate": value} for value in (["Bearer"], "\0\r\n\u202e</code>`````")),
    {**NO_SCOPE, "wwwAuthenticate": ['scope="a"']},
    {**NO_SCOPE, "wwwAuthenticate": 'scope="{scope.__class__} {0} {"'},
    {"status": 401, "body": {"code": ["missing_token"]}},
    *({"body": value} for value in ("<script>alert(1)</script>", "", None, 10**400, True)),
    *({"body": value} for value in ([GOOD], nested(100), list(range(3_000)))),
    {"body": {"a": float("nan"), "b": float("inf")}},
    *({"body": {"message": value}} for value in ([1], {"a": "b"}, 10**400, "\0\u202e$x$ :red[`")),
    {"token": "x", "__class__": "y", "": None},
]


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_report_of_another_shape_is_left_out_without_an_error(
    page: AppPage, caplog: pytest.LogCaptureFixture, name: str, value: Any
) -> None:
    report(page, {key: GOOD[key] for key in GOOD if key != name})
    report(page, {**GOOD, name: value})
    assert caplog.records == []
    assert page.test.session_state["auth0.answers"] == {}
    report(page, GOOD)
    assert page.test.json


@pytest.mark.parametrize("changed", ODD, ids=lambda changed: ascii(changed)[:60])
def test_odd_report_is_shown_and_breaks_nothing(page: AppPage, changed: dict[str, Any]) -> None:
    report(page, {**GOOD, **changed})
    assert "badge[" in page.everything_sent()


def test_report_is_shown_at_once_and_may_lack_body_and_challenge(page: AppPage) -> None:
    data = {"route": "pong", "status": 200, "milliseconds": 12}
    page.emit("onAdhocReport", report="apiAnswer", data=data)
    assert "badge[" in page.everything_sent()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changed=st.fixed_dictionaries({}, optional=dict.fromkeys(GOOD, JSON)))
def test_no_report_at_all_breaks_the_page(page: AppPage, changed: dict[str, Any]) -> None:
    report(page, {**GOOD, **changed})

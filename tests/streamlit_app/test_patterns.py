"""The view Patterns as Python draws it; the browser's part is in the end-to-end tests."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.streamlit_app.app_page import APP, AppPage
from views.patterns.sequences import PATTERNS
from views.patterns.steps import COLORS, LANES, PLACES

pytestmark = pytest.mark.usefixtures("clock", "addresses")

READER = 1  # drawn after the sign-in
NOT_YET = "It has not run yet."


@pytest.fixture
def page() -> AppPage:
    page = AppPage(APP, view="patterns", place=READER)
    page.expect_no_exception()
    return page


def diagrams(page: AppPage) -> list[dict[str, Any]]:
    page.expect_no_exception()
    return [json.loads(drawn.json) for drawn in page.components("patterns_diagram")]


def choose(page: AppPage, title: str) -> None:
    page.test.radio(key="patterns.shown").set_value(title).run()
    page.expect_no_exception()


def send(page: AppPage, payload: object) -> None:
    """Let the reader send this; then only the view's fragment is drawn."""
    page.test.run()
    (reader,) = page.components("patterns_reader")
    page.deliver_to(reader.id, payload, "records")


def record(step: str, at: float, by: str = "host", **values: Any) -> dict[str, Any]:
    return {"page": "auth0", "by": by, "step": step, "at": at, "values": values}


def test_every_pattern_explains_how_to_run_it(page: AppPage) -> None:
    assert all(PLACES[lane] in page.markdown for lane in LANES)
    titles = page.test.radio(key="patterns.shown").options
    assert titles == [pattern.title for pattern in PATTERNS]
    for pattern in PATTERNS:
        choose(page, pattern.title)
        assert pattern.how in page.markdown
        assert page.markdown.count(NOT_YET) == 1
        assert diagrams(page) == []


def test_records_of_the_browser_are_drawn_at_once(page: AppPage) -> None:
    send(page, [record("draw", 10), record("ask_page", 12), {"garbage": 1}, None])
    (diagram,) = diagrams(page)
    assert diagram["lanes"] == [{"name": LANES[lane], "color": COLORS[lane]} for lane in LANES]
    assert [(hop["title"], hop["milliseconds"]) for hop in diagram["hops"]] == [
        ("draw", 0),
        ("GET the framed page", 2),
    ]
    assert NOT_YET not in page.markdown
    for pattern in PATTERNS[1:]:
        choose(page, pattern.title)
        assert NOT_YET in page.markdown


@pytest.mark.parametrize("route", ["ping", "pong"])
def test_press_asks_the_framed_page_for_a_call(page: AppPage, route: str) -> None:
    choose(page, next(pattern.title for pattern in PATTERNS if pattern.route == route))
    page.click(f"patterns.{route}")
    page.expect_no_exception()
    page.place = 0  # the sign-in, where the command goes
    assert page.props["commands"] == [{"seq": 1, "name": "callRoute", "data": {"route": route}}]

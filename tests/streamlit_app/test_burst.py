"""Bursts of the view Hero: requested, counted, and completed after a reload of the page."""

from __future__ import annotations

from typing import Any

import pytest

from messages import MOST_ITEMS, BurstItem, SendBurst
from tests.streamlit_app.app_page import AppPage
from tests.streamlit_app.hero_view import items, open_view, received, start_burst
from views.hero.state import Burst

pytestmark = pytest.mark.usefixtures("clock", "addresses")


@pytest.fixture
def page() -> AppPage:
    return open_view()


def test_burst_is_requested_as_the_fields_say(page: AppPage) -> None:
    page.test.number_input(key="hero.per_burst").set_value(5)
    page.test.number_input(key="hero.gap").set_value(0)
    order = {"run": 1, "first": 1, "events": 20, "per_burst": 5, "gap_ms": 0}
    assert start_burst(page, 20) == order
    assert "Handled 0 of 20, in order, 0 twice" in page.markdown
    page.emit_all(*items(1, list(range(1, 21)), 20))
    assert "Handled 20 of 20, in order, 0 twice" in page.markdown
    assert start_burst(page, 10)["run"] == 2
    page.emit_all(*items(1, [21], 30), *items(2, [1], 10))
    assert "Handled 1 of 10, in order, 0 twice" in page.markdown


def test_page_that_has_reloaded_is_sent_the_rest_of_a_burst(page: AppPage) -> None:
    page.emit("onPageLoaded")
    assert page.commands == []
    order = start_burst(page, 20)
    page.emit_all(*items(1, list(range(1, 9)), 20), ("onPageLoaded", {}))
    assert page.commands == ["sendBurst", "sendBurst"]
    assert page.props["commands"][-1]["data"] == {**order, "first": 9}
    page.emit_all(*items(1, list(range(9, 21)), 20), ("onPageLoaded", {}))
    assert page.commands == ["sendBurst", "sendBurst"]
    assert "Handled 20 of 20, in order, 0 twice" in page.markdown


def test_burst_item_before_any_burst_is_shown_and_counts_nothing(page: AppPage) -> None:
    page.emit_all(*items(1, [1], 1))
    assert len(received(page)) == 1
    assert "No burst yet." in page.markdown


@pytest.mark.parametrize(
    ("numbers", "result"),
    [
        ([], "Handled 0 of 4, in order, 0 twice"),
        ([1, 2, 3, 4], "Handled 4 of 4, in order, 0 twice"),
        ([1, 2, 4], "Handled 3 of 4, in order, 0 twice"),
        ([1, 3, 2, 4], "Handled 4 of 4, out of order, 0 twice"),
        ([1, 2, 2, 3, 4], "Handled 4 of 4, in order, 1 twice"),
        ([1, 2, 3, 4, 1], "Handled 4 of 4, out of order, 1 twice"),
        ([1, 1, 1], "Handled 1 of 4, in order, 2 twice"),
        ([5, 1], "Handled 1 of 4, in order, 0 twice"),
    ],
)
def test_result_of_a_burst_is_what_was_handled(numbers: list[int], result: str) -> None:
    burst = Burst(SendBurst(run=1, first=1, events=4, per_burst=1, gap_ms=0))
    for number in numbers:
        burst.count(BurstItem(run=1, number=number, of=4))
    burst.count(BurstItem(run=2, number=4, of=4))
    assert burst.result == result


@pytest.mark.parametrize(
    "data",
    [
        {"run": 1, "number": 0, "of": 1},
        {"run": 0, "number": 1, "of": 1},
        {"run": 1, "number": MOST_ITEMS + 1, "of": MOST_ITEMS},
        {"run": 1, "number": "1", "of": 1},
        {"run": 1, "number": 1},
    ],
    ids=str,
)
def test_malformed_item_is_reported_and_counts_nothing(page: AppPage, data: dict[str, Any]) -> None:
    start_burst(page, 1)
    page.emit("onBurstItem", **data)
    assert "onError" in received(page)[0]
    assert "message_invalid" in received(page)[0]
    assert "Handled 0 of 1, in order, 0 twice" in page.markdown

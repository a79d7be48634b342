"""The view Hero in Streamlit's own test runner."""

from __future__ import annotations

from typing import Any

from tests.streamlit_app.app_page import APP, AppPage


def open_view(somebody: Any = None) -> AppPage:
    page = AppPage(APP, somebody, view="hero", place=-1)
    page.expect_no_exception()
    return page


def received(page: AppPage) -> list[str]:
    page.expect_no_exception()
    text: str = page.test.code[0].value
    return [] if text == "Nothing yet." else text.splitlines()


def start_burst(page: AppPage, events: int) -> dict[str, Any]:
    page.test.number_input(key="hero.events").set_value(events)
    page.click("hero.start")
    page.expect_no_exception()
    data: dict[str, Any] = page.props["commands"][-1]["data"]
    return data


def items(run: int, numbers: list[int], of: int) -> list[tuple[str, dict[str, Any]]]:
    return [("onBurstItem", {"run": run, "number": n, "of": of}) for n in numbers]

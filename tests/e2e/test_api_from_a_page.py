"""A page on an allowed origin calls the API itself, and reads every answer of it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.e2e.stack import Stack

CALL = """async ([url, init]) => {
  try {
    const answer = await fetch(url, init);
    return [answer.status, (await answer.json()).code ?? "ok", answer.headers.get("Allow")];
  } catch (error) {
    return [0, error.name, null];
  }
}"""
TOKEN = {"Authorization": "Bearer made-up"}
JSON = {"Content-Type": "application/json"}
ALLOW = "GET, HEAD, OPTIONS"
CALLS: dict[str, tuple[str, dict[str, Any], list[Any]]] = {
    "a plain call": ("/api/ping", {}, [200, "ok", None]),
    "cookies left out": ("/api/ping", {"credentials": "omit"}, [200, "ok", None]),
    "a type without a body": ("/api/ping", {"headers": JSON}, [200, "ok", None]),
    "a token": ("/api/pong", {"headers": {**TOKEN, **JSON}}, [401, "invalid_token", None]),
    "a token, no such path": ("/api/no", {"headers": TOKEN}, [404, "not_found", None]),
    "no such method": ("/api/ping", {"method": "DELETE"}, [405, "method_not_allowed", ALLOW]),
    "a body": (
        "/api/ping",
        {"method": "POST", "headers": JSON, "body": "{}"},
        [405, "method_not_allowed", ALLOW],
    ),
    # The API takes no cookie, and does not let a page send one.
    "cookies sent along": ("/api/ping", {"credentials": "include"}, [0, "TypeError", None]),
}


@pytest.fixture
def page(stack: Stack, browser: BrowserContext) -> Page:
    page = browser.new_page()
    page.goto(f"{stack.url('streamlit')}/_stcore/health")
    return page


@pytest.mark.parametrize(("path", "init", "read"), CALLS.values(), ids=CALLS)
def test_page_reads_what_the_api_answers(
    stack: Stack, page: Page, path: str, init: dict[str, Any], read: list[Any]
) -> None:
    assert page.evaluate(CALL, [stack.url("functions") + path, init]) == read

"""The page as somebody uses it who has no mouse."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


def has_focus(locator: Locator) -> bool:
    """Whether keys go there."""
    focused: bool = locator.evaluate("(element) => element === document.activeElement")
    return focused


def tab_to(page: Page, target: Locator) -> None:
    """Press the Tab key until something has the focus."""
    for _ in range(15):
        if has_focus(target):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the Tab key never gets there")

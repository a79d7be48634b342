"""What tests of looks share: the computed values of elements, compared."""

from __future__ import annotations

from playwright.sync_api import Locator

TEXT = ("color", "font-family", "font-size", "font-weight", "letter-spacing", "line-height")
BOX = (
    *("border-top-width", "border-top-style", "border-top-color", "border-top-left-radius"),
    *("padding-top", "padding-right", "padding-bottom", "padding-left"),
)


def css(element: Locator, *names: str) -> list[str]:
    """The computed values of an element, by their names."""
    read = "(element, names) => names.map((name) => getComputedStyle(element)[name])"
    values: list[str] = element.evaluate(read, list(names))
    return values


def look_alike(own: Locator, widget: Locator, *names: str) -> None:
    """Compare an element of a framed page with one of Streamlit's."""
    pairs = zip(names, css(own, *names), css(widget, *names), strict=True)
    different = [(name, ours, theirs) for name, ours, theirs in pairs if ours != theirs]
    assert not different, different

"""An app of the layout that the variable LAYOUT names: see ``layouts.py``."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Literal

import streamlit as st

import gatepost
from tests.rig.layouts import DRAFT, LAYOUTS, NOBODY, PAGES, Layout


def show(texts: tuple[str, ...]) -> None:
    """Draw an element for each text."""
    for text in texts:
        st.text(text)


def show_name(user: gatepost.User | None) -> None:
    """Show who is signed in, in the first element behind the sign-in."""
    if user is None:
        st.text(NOBODY)
    else:
        st.write(f"Hello, {gatepost.as_text(user.name or '')}")


def stop_for_nobody(user: gatepost.User | None) -> None:
    """Show the name, and nothing more to nobody."""
    show_name(user)
    if user is None:
        st.stop()


def make_pages(
    layout: Layout, first: Callable[[], None] = lambda: None
) -> list[Callable[[], None]]:
    """The layout's pages, each of which calls ``first`` before it draws its rows."""

    def page(number: int) -> Callable[[], None]:
        def draw() -> None:
            first()
            show(layout.page_rows(number))

        draw.__name__ = PAGES[number]
        return draw

    return [page(number) for number in range(len(layout.pages))]


def entrypoint(layout: Layout, position: Literal["sidebar", "top"] = "sidebar") -> None:
    """Sign in before the page that is shown runs."""
    st.text_input(DRAFT, key="draft")
    chosen = st.navigation([st.Page(page) for page in make_pages(layout)], position=position)
    stop_for_nobody(gatepost.sign_in())
    chosen.run()
    show(layout.after)


def top(layout: Layout) -> None:
    """The same, with the names of the pages at the top."""
    entrypoint(layout, "top")


def each_page(layout: Layout) -> None:
    """Sign in at the beginning of each page, with nothing above it."""
    # A field below the page can lose its text to Streamlit alone, where changes follow fast.
    st.sidebar.text_input(DRAFT, key="draft")
    pages = make_pages(layout, lambda: show_name(gatepost.sign_in()))
    st.navigation([st.Page(page) for page in pages]).run()


def sidebar(layout: Layout) -> None:
    """Sign in in the sidebar, in the middle of it."""
    st.text_input(DRAFT, key="draft")
    chosen = st.navigation([st.Page(page) for page in make_pages(layout)])
    with st.sidebar:
        show(layout.before[:-1])
        show_name(gatepost.sign_in())
    chosen.run()
    show(layout.after)


def nested(layout: Layout) -> None:
    """Sign in in a tab of a container in a column, beside others."""
    left, right = st.columns(2)
    with left:
        show(layout.before[:-1])
    with right, st.container(border=True), st.tabs(["First", "Second"])[0]:
        show_name(gatepost.sign_in())
    show(layout.after)


def single(layout: Layout) -> None:
    """Sign in at the top of a single page, and show the name right below."""
    stop_for_nobody(gatepost.sign_in())
    show(layout.after)


DRAWN = {draw.__name__: draw for draw in (entrypoint, each_page, sidebar, nested, single, top)}

if __name__ == "__main__":
    shown = LAYOUTS[os.environ["LAYOUT"]]
    DRAWN[shown.name](shown)

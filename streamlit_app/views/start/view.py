"""Draw the start page: a line for each view."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage


def render(views: Mapping[StreamlitPage, str], greet: Callable[[], None]) -> None:
    """Draw the page.

    Args:
        views: Each view and what it shows, in a sentence.
        greet: Draws who is signed in.
    """
    st.write(
        "The demo app of Gatepost: sign-in, messages and protected APIs for Streamlit apps. None "
        "of it reloads the page, and no script in the browser can read a token: the browser keeps "
        "it in a sealed cookie, which only the component's server can open."
    )
    greet()
    for page, summary in views.items():
        with st.container(border=True, gap=None):
            # As high as what Streamlit shows until it has loaded.
            with st.container(height=40, border=False, vertical_alignment="center"):
                st.page_link(page)
            st.write(summary)

"""An app with all that a reload of the page would lose: a draft, an upload, a query parameter."""

from __future__ import annotations

import streamlit as st

import gatepost


def home() -> None:
    """Draw the first page."""
    st.text("The first page")


def report() -> None:
    """Draw the page that a reload or a redirect would leave."""
    st.text(f"Quarter: {st.query_params.get('quarter')}")
    st.text_input("Draft", key="draft")
    file = st.file_uploader("File")
    st.text(f"Content: {file.getvalue().decode() if file else None}")


def main() -> None:
    """Draw the app."""
    page = st.navigation([st.Page(home, default=True), st.Page(report)])
    user = gatepost.sign_in()
    st.text(f"Hello, {user.name}" if user else "Sign in above, or look around without")
    page.run()


if __name__ == "__main__":
    main()

"""An app that draws the sign-in where the address says, and shows who is signed in."""

from __future__ import annotations

import streamlit as st

import gatepost


def in_form() -> None:
    """Draw it in a form."""
    with st.form("form"):
        gatepost.sign_in()
        st.form_submit_button("Send")


def in_dialog() -> None:
    """Draw it in a dialog, which a button opens."""
    if st.button("Open"):
        st.dialog("Account")(gatepost.sign_in)()


def in_popover() -> None:
    """Draw it in a popover."""
    with st.popover("Open"):
        gatepost.sign_in()


def in_expander() -> None:
    """Draw it in an expander that is closed."""
    with st.expander("Open"):
        gatepost.sign_in()


def in_tab() -> None:
    """Draw it in the tab that is not shown at first."""
    with st.tabs(["First", "Open"])[1]:
        gatepost.sign_in()


def in_fragment() -> None:
    """Draw it in a fragment, below a popover of that."""

    @st.fragment
    def fragment() -> None:
        with st.popover("Open"):
            gatepost.sign_in()

    fragment()


def in_sidebar() -> None:
    """Draw it in a column of the sidebar, twice."""
    with st.sidebar.columns(2)[0]:
        gatepost.sign_in()
    gatepost.sign_in()


PLACES = {
    place.__name__: place
    for place in (in_form, in_dialog, in_popover, in_expander, in_tab, in_fragment, in_sidebar)
}


def main() -> None:
    """Draw the app; the first line is below what opens the sign-in."""
    PLACES[st.query_params["place"]]()
    st.text_input("Draft", key="draft")
    user = gatepost.current_user()
    st.text(f"{gatepost.status()}: {user.name if user else 'nobody'}")


if __name__ == "__main__":
    main()

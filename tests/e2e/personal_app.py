"""A small app that shows all it knows of a person, in the script and in a fragment."""

from __future__ import annotations

import streamlit as st

import gatepost


def show_person() -> None:
    """Draw all that is known of the person."""
    user = gatepost.current_user()
    if user:
        st.text(f"Hello, {user.name}, {user.email}")
    else:
        st.text("Sign in above, or look around without")


def call() -> None:
    """Call the API with the person's token, and keep the answer for the next drawing."""
    api = st.connection("protected_api", type=gatepost.ProtectedApi)
    st.session_state["answer"] = api.get("/api/pong").message


@st.fragment
def show_live() -> None:
    """Draw the same in a fragment, with an answer of its own."""
    st.text(f"Live: {gatepost.current_user()}")
    call()
    st.text(f"Live: {st.session_state.pop('answer')}")


def main() -> None:
    """Draw the app."""
    gatepost.sign_in()
    show_person()
    st.button("Call pong", on_click=call)
    st.text(st.session_state.pop("answer", "no answer yet"))
    show_live()


if __name__ == "__main__":
    main()

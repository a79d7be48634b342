"""An app that calls two APIs, each with a token of its own."""

from __future__ import annotations

import streamlit as st

import gatepost


def main() -> None:
    """Draw the app."""
    user = gatepost.sign_in()
    st.text(f"Hello, {user.name}" if user else "Nobody")
    st.button("Renew", on_click=gatepost.auth.send, args=[gatepost.Renew()])
    if user:
        for name, path in (("protected_api", "/api/pong"), ("billing", "/invoices")):
            show(name, path)


@st.fragment
def show(name: str, path: str) -> None:
    """Call an API now, and again at each click."""
    api = st.connection(name, type=gatepost.ProtectedApi)
    st.button(f"Call {name}", key=name)
    try:
        answer = api.get(path)
        answer.raise_for_status()
        st.text(f"{name}: {answer.text}")
    except gatepost.ApiError as error:
        st.text(f"{name}: {error.code}")


if __name__ == "__main__":
    main()

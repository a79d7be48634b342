"""An app without a word of its own: a sign-in, a guard, and a call of the API."""

from __future__ import annotations

import streamlit as st

import gatepost


def main() -> None:
    """Draw the app."""
    gatepost.sign_in()
    gatepost.require_user()
    api = st.connection("protected_api", type=gatepost.ProtectedApi)
    st.text(api.get("/api/pong-scoped").message)


if __name__ == "__main__":
    main()

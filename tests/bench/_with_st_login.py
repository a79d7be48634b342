"""The smallest app that signs people in with Streamlit's own ``st.login``."""

from __future__ import annotations

import streamlit as st

if st.user.is_logged_in:
    st.button("Sign out", on_click=st.logout)
    st.text(f"Hello, {st.user.name}")
else:
    st.button("Sign in", on_click=st.login)
    st.text("Nobody is here")

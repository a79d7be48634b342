"""An app whose sign-in lets the person choose an account."""

from __future__ import annotations

import streamlit as st

import gatepost

user = gatepost.sign_in(prompt="select_account")
st.button("Check", on_click=gatepost.auth.send, args=[gatepost.Check()])
st.text(f"Hello, {user.name}" if user else "Nobody")

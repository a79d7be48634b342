"""The smallest app that signs people in with Gatepost."""

from __future__ import annotations

import time

import streamlit as st

import gatepost

user = gatepost.sign_in()
st.text(f"Hello, {user.name}" if user else "Nobody is here")
if st.button("Rerun"):
    st.text(time.monotonic_ns())

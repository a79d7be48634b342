"""An app that has widgets of Streamlit's beside the framed pages."""

from __future__ import annotations

import streamlit as st

import gatepost

gatepost.sign_in()
page = gatepost.RemoteComponent("hero", title="Messages")
page.draw()
page.connect()
st.button("Primary", type="primary")
st.button("Secondary")
st.text_input("Label")
st.markdown("Text")

"""One page for everybody, with more on it for somebody who is signed in.

Run it: ``python3 dev.py up --app examples/optional_sign_in/app.py``.
"""

import streamlit as st

import gatepost

with st.sidebar:
    user = gatepost.sign_in()  # None until somebody is signed in

st.title("Museum")
st.write("Open from Tuesday to Sunday, 10 to 18.")

if user:
    # A name comes from outside: as_text keeps it from being read as Markdown.
    st.markdown(f"Welcome back, **{gatepost.as_text(user.name or user.email or user.sub)}**")
    tickets = st.number_input("Tickets", min_value=1, max_value=6)
    if st.button("Reserve"):
        st.success(f"{tickets} reserved for {user.email}.")
elif gatepost.status() == "signed_out":  # not while a reload is still being checked
    st.info("Sign in to reserve tickets.")

"""What one person leaves in the tab is deleted before the next one is signed in.

Streamlit's session belongs to the tab: without ``on_change``, the next person would see the list
and the draft.

Run it: ``python3 dev.py up --app examples/change_of_person/app.py``.
"""

import streamlit as st

import gatepost


def forget(before: gatepost.User | None, _now: gatepost.User | None) -> None:
    """Delete what belongs to the person who leaves; running twice does no harm."""
    if before:  # for None, what was typed belongs to the person who signs in
        st.session_state.groceries = []
        st.session_state.draft = ""


def add() -> None:
    """Move the draft to the list."""
    st.session_state.setdefault("groceries", []).append(st.session_state.draft)
    st.session_state.draft = ""


user = gatepost.sign_in(on_change=forget)
st.title("Shopping list")
st.text_input("Draft", key="draft")
st.button("Add", on_click=add, disabled=user is None)
for item in st.session_state.get("groceries", []):
    st.text(item)

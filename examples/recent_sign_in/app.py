"""One button that needs a fresh sign-in, on a page that does not.

Somebody who finds the browser unlocked can read, but not delete: the click asks for a sign-in of
the last five minutes, and goes on after it.

Run it: ``python3 dev.py up --app examples/recent_sign_in/app.py``.
"""

import streamlit as st

import gatepost

FIVE_MINUTES = 300


@gatepost.requires(max_age=FIVE_MINUTES, reason="Deleting can't be undone.")
def delete(name: str) -> None:
    """Delete a file of this session; a guard in the page would be too late for a callback."""
    st.session_state.files.remove(name)


st.title("Files")
gatepost.require_user()
st.session_state.setdefault("files", ["plan.txt", "budget.txt"])
for file in st.session_state.files:
    name, button = st.columns([3, 1])
    name.text(file)
    button.button("Delete", key=file, on_click=delete, args=[file])

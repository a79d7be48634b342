"""An action that needs a scope, and a role that can't have it.

The sign-in asks for little. The first click on *Publish* asks for the rest, and then publishes.

Run it: ``python3 dev.py up --app examples/scoped_actions/app.py``.
"""

import streamlit as st

import gatepost


@st.cache_resource
def board() -> list[str]:
    """Return the notes, which everybody shares."""
    return []


@gatepost.requires(scopes=["write:messages"], reason="To publish your note.")
def publish(note: str) -> None:
    """Publish a note; called again with it once the scope is granted."""
    board().append(note)


user = gatepost.sign_in(scopes=["read:messages"])
st.title("Board")
for published in board():
    st.text(published)
if user is None:
    st.stop()

# What the person's roles permit; None if the identity provider does not name it.
if user.permissions is None or "write:messages" in user.permissions:
    note = st.text_input("Note")
    st.button("Publish", on_click=publish, args=[note], disabled=not note)
else:
    st.info("Your role reads notes and publishes none.")

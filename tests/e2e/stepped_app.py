"""An app that asks for more than its sign-in did: for an action, a page, and a fresh sign-in."""

from __future__ import annotations

import streamlit as st

import gatepost

MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor"


@gatepost.requires(scopes=["write:messages"], reason="To write the message.")
def write(text: str) -> None:
    """Write a message, for which the sign-in did not ask."""
    st.session_state.setdefault("written", []).append(text)


@gatepost.requires(acr_values=[MULTI_FACTOR])
def delete() -> None:
    """Delete everything, which needs a second factor."""
    st.session_state["written"] = []
    st.session_state["deleted"] = "with a second factor"


@gatepost.requires(scopes=["write:messages"], max_age=0)
def publish() -> None:
    """Publish once, which needs a permission and a sign-in of now."""
    st.session_state["published"] = "once"


def main() -> None:
    """Draw the app."""
    user = gatepost.sign_in(scopes=["read:messages"], labels={"sign_in": "Log in"})
    st.text(f"Hello, {user.name}" if user else "Nobody")
    st.text(f"May: {', '.join(sorted(user.scopes)) if user else ''}")
    draft = st.text_input("Draft", key="draft")
    st.button("Write", on_click=write, args=["a message"])
    st.button("Delete", on_click=delete)
    st.button("Publish", on_click=publish)
    st.text(f"Written: {', '.join(st.session_state.get('written', []))}")
    st.text(f"Deleted: {st.session_state.get('deleted', 'never')}")
    st.text(f"Published: {st.session_state.get('published', 'never')}")
    if draft == "page":
        gatepost.require_scopes("write:messages", reason="To show the page.")
        st.text("The page")


if __name__ == "__main__":
    main()

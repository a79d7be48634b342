"""An app with a guarded action, a guarded page, and a fragment."""

from __future__ import annotations


def app() -> None:
    """Delete on a click; draw the second page where the first has led to it."""
    import streamlit as st

    import gatepost

    done: list[str] = st.session_state.setdefault("done", [])

    @gatepost.requires(scopes=["write:messages"], reason="Deleting can't be undone.")
    def delete(name: str, *, times: int = 1) -> None:
        done.append(f"{name} x {times}")

    @gatepost.requires
    def greet() -> None:
        done.append("greeted")

    gatepost.sign_in(scopes=["read:messages"])
    st.text_input("Draft", key="draft")
    st.button("Delete", key="delete", on_click=delete, args=["m1"], kwargs={"times": 2})
    st.button("Greet", key="greet", on_click=greet)
    if st.button("Write", key="write"):
        gatepost.require_scopes("write:messages")
        done.append("written")
        st.text("written")
    if st.toggle("Page", key="page"):
        gatepost.require_scopes("write:messages", reason="To write.")
        st.text("the page")
    if st.toggle("Recent", key="recent"):
        gatepost.require_scopes(max_age=300, acr_values=["strong"])
        st.text("the recent page")


def only_for_somebody() -> None:
    """Draw one page for whoever is signed in."""
    import streamlit as st

    import gatepost

    user = gatepost.require_user("Please sign in.")
    st.text(user.sub)


def with_status() -> None:
    """Show the status, and a sign-in that is drawn later."""
    import streamlit as st

    import gatepost

    st.session_state.runs = st.session_state.get("runs", 0) + 1
    st.text(gatepost.status())
    gatepost.sign_in()

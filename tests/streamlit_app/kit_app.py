"""An app for the tests of the testing kit: guarded pages and actions that call an API."""

from __future__ import annotations


def app() -> None:
    import streamlit as st

    import gatepost

    done: list[str] = st.session_state.setdefault("done", [])

    def change(before: gatepost.User | None, now: gatepost.User | None) -> None:
        done.append(f"{before.sub if before else None} -> {now.sub if now else None}")

    @gatepost.requires(scopes=["write:messages"], reason="Deleting can't be undone.")
    def delete(name: str) -> None:
        done.append(f"deleted {name}")

    @gatepost.requires
    def write(text: str) -> None:
        api.post("/api/messages", json={"text": text}).raise_for_status()
        done.append(f"wrote {text}")

    api = st.connection("protected_api", type=gatepost.ProtectedApi)
    st.text(gatepost.status())
    seen = gatepost.current_user()
    user = gatepost.sign_in(scopes=["read:messages"], on_change=change)
    st.session_state.user = user
    st.text(f"{seen.sub if seen else None}, {done[-1:]}")
    st.text_input("Draft", key="draft")
    st.button("Delete", key="delete", on_click=delete, args=["m1"])
    st.button("Write", key="write", on_click=write, args=["hello"])
    if st.toggle("Recent", key="recent"):
        gatepost.require_scopes(max_age=300, acr_values=["strong"])
        st.text("the recent page")
    if st.toggle("Private", key="private"):
        gatepost.require_user("Please sign in.")
        st.text("the private page")

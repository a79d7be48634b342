"""A small app with a sign-in, and what a frame in it may say."""

from __future__ import annotations

from typing import Any

from tests.streamlit_app.app_page import AppPage


def app() -> None:
    """An app that counts its runs and keeps a draft."""
    import streamlit as st

    import gatepost

    st.session_state.runs = st.session_state.get("runs", 0) + 1
    user = gatepost.sign_in()
    assert user == gatepost.current_user()
    st.text(user.sub if user else "nobody")
    st.text_input("Draft", key="draft")
    st.button("Sign out", key="sign_out", on_click=gatepost.sign_out)


def who(page: AppPage) -> str | None:
    page.expect_no_exception()
    return page.session.user.sub if page.session.user else None


def update(challenge: object, **changed: Any) -> dict[str, Any]:
    return {"reason": "signed_in", "challenge": challenge, "handover": "sealed", **changed}

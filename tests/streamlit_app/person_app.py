"""A small app that keeps what a person was shown, and forgets it when that is somebody else."""

from __future__ import annotations

from typing import Any

from tests.streamlit_app.app_page import AppPage
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import grant


def app() -> None:
    """Note each change; do at it what ``state.then`` names."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

    import gatepost

    state = st.session_state
    state.setdefault("changes", [])
    state.setdefault("then", {})
    state.runs = state.get("runs", 0) + 1

    def interrupt() -> None:
        """Ask for a run of the whole app, as a person does who presses a button just now."""
        context = get_script_run_ctx()
        assert context
        assert context.script_requests
        context.script_requests.request_rerun(RerunData())

    def fail() -> None:
        raise RuntimeError("with the person's data in it")

    ways = {
        "fail": fail,
        "interrupt": interrupt,
        "stop": st.stop,
        "sign out": gatepost.sign_out,
        "clear": state.clear,
    }

    def change(before: gatepost.User | None, now: gatepost.User | None) -> None:
        then, changes = state.then, state.changes
        seen = gatepost.current_user()
        assert seen == now
        changes.append((before.sub if before else None, now.sub if now else None))
        for name in then.pop(now.sub if now else "nobody", []):
            ways[name]()
        state.pop("shown", None)  # Streamlit may end the run here
        state.changes = changes

    user = gatepost.sign_in(on_change=change)
    hero = gatepost.RemoteComponent("hero", title="Messages")

    @st.fragment
    def connect() -> None:
        hero.connect(
            gatepost.on(gatepost.AdhocReport, lambda report: state.update(heard=report.data))
        )

    hero.draw()
    connect()
    if user:
        state.setdefault("shown", f"of {user.sub}")
    st.text(f"{user.sub if user else 'nobody'} sees {state.get('shown')}")
    st.button("Sign out", key="sign_out", on_click=gatepost.sign_out)
    st.button("Send", key="send", on_click=lambda: hero.send(gatepost.Check()))


def come(page: AppPage, component: Loopback, sub: str = "bob", **changed: Any) -> None:
    """Let the frame report that somebody is signed in."""
    user = {"sub": sub, "name": sub.title(), "email": None}
    component.answer = Answer(body=grant(user=user, **changed))
    page.sign_in()


def leave(page: AppPage) -> None:
    page.emit("onStatusUpdate", reason="signed_out")


def person(page: AppPage) -> str | None:
    """What the frames know the person by."""
    page.place = -1
    on_hero = page.props["person"]
    page.place = 0
    assert page.props["person"] == on_hero
    assert on_hero is None or isinstance(on_hero, str)
    return on_hero

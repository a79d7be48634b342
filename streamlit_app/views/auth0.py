"""The Auth0 view: who is signed in, and calls of the protected API by two ways."""

from __future__ import annotations

import time
from typing import Any

import streamlit as st

import gatepost

ROUTES = {"ping": "/api/ping", "pong": "/api/pong", "pong-scoped": "/api/pong-scoped"}
_ANSWERS = "auth0.answers"


def draw_sign_in() -> None:
    """Draw the sign-in above every view, so that it survives a change of the page."""
    st.title("Gatepost", anchor=False)
    gatepost.sign_in(on_report=_take_report)


def render() -> None:
    """Draw the view."""
    user = gatepost.current_user()
    _forget_answers_of_others(user)
    if user:
        st.markdown(f"Hello, **{user.name or user.email or user.sub}**.")
    else:
        st.markdown("Sign in above, or try the calls without.")
    st.text_input(
        "Draft",
        key="auth0.draft",
        placeholder="Type something, then sign in",
    )
    st.caption("The page is never reloaded: the draft survives sign-in and sign-out.")
    with st.container(border=True):
        st.subheader("From Python", anchor=False)
        for name in ROUTES:
            _draw_call("python", name)
    with st.container(border=True):
        st.subheader("From the component", anchor=False)
        for name in ROUTES:
            _draw_call("component", name)


def _draw_call(way: str, name: str) -> None:
    button, result = st.columns([1, 2], vertical_alignment="top")
    start = _call_from_python if way == "python" else _call_from_component
    button.button(
        f"Call {name}",
        key=f"auth0.{way}.{name}",
        on_click=start,
        args=[name],
        width="stretch",
    )
    answer = _answers().get((way, name))
    if answer:
        with result:
            _draw_answer(answer)


def _draw_answer(answer: dict[str, Any]) -> None:
    status, body = answer["status"], answer["body"]
    good = 200 <= status < 300
    color = "green" if good else "orange"
    shown = status or "no answer"
    st.markdown(f":{color}-badge[{shown}] {answer['milliseconds']} ms · at {answer['at']}")
    if good:
        st.json(body)
        return
    message = body.get("message") if isinstance(body, dict) else None
    st.warning(message or f"The answer was refused with status {status}.")
    if answer["wwwAuthenticate"]:
        st.caption("WWW-Authenticate")
        st.code(answer["wwwAuthenticate"], language=None, wrap_lines=True)


def _call_from_python(name: str) -> None:
    api = st.connection("protected_api", type=gatepost.ProtectedApi)
    started = time.perf_counter()
    try:
        answer = api.request(ROUTES[name])
    except gatepost.GatepostError as error:
        milliseconds = round((time.perf_counter() - started) * 1_000)
        body = {"code": error.code, "message": error.message}
        _keep("python", name, 0, body, None, milliseconds)
        return
    _keep("python", name, answer.status, answer.body, answer.www_authenticate, answer.milliseconds)


def _call_from_component(name: str) -> None:
    gatepost.auth.send("callRoute", route=name.replace("-", "_"))


def _take_report(report: gatepost.AdhocReport) -> None:
    if report.report != "apiAnswer":
        return
    data = report.data
    name = str(data.get("route")).replace("_", "-")
    status, milliseconds = data.get("status"), data.get("milliseconds")
    if name not in ROUTES or not isinstance(status, int) or not isinstance(milliseconds, int):
        return
    challenge = data.get("wwwAuthenticate")
    shown = challenge if isinstance(challenge, str) else None
    _keep("component", name, status, data.get("body"), shown, milliseconds)
    gatepost.rerun_app()


def _keep(
    way: str, name: str, status: int, body: Any, challenge: str | None, milliseconds: int
) -> None:
    _answers()[way, name] = {
        "status": status,
        "body": body,
        "wwwAuthenticate": challenge,
        "milliseconds": milliseconds,
        "at": time.strftime("%H:%M:%S"),
    }


def _answers() -> dict[tuple[str, str], dict[str, Any]]:
    kept: dict[tuple[str, str], dict[str, Any]] = st.session_state.setdefault(_ANSWERS, {})
    return kept


def _forget_answers_of_others(user: gatepost.User | None) -> None:
    """What one person was shown is not for the next one."""
    sub = user.sub if user else None
    if st.session_state.setdefault("auth0.answers_of", sub) != sub:
        st.session_state["auth0.answers_of"] = sub
        _answers().clear()

"""Draw the view Auth0: who is signed in, and calls of the protected API from both sides."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

import gatepost

ROUTES = {"ping": "/api/ping", "pong": "/api/pong", "pong-scoped": "/api/pong-scoped"}
SCOPES = ["read:messages"]
"""What the demo asks for at the sign-in."""
HOLD_PLACE = "<style>.st-key-gatepost_auth0 { min-height: 3rem }</style>"
"""The frame's height from the start, so that what is below does not move when it is drawn."""
PYTHON, COMPONENT = "From Python", "From the component"


@dataclass(frozen=True)
class _Shown:
    """An answer of the API and when it arrived; status 0 means that there was none."""

    answer: gatepost.ApiAnswer
    at: str = field(default_factory=lambda: time.strftime("%H:%M:%S"))


def draw_sign_in(on_change: Callable[[gatepost.User | None, gatepost.User | None], None]) -> None:
    """Draw the sign-in above every view, so that changing the view does not reload it."""
    st.title("Gatepost", anchor=False)
    st.html(HOLD_PLACE)
    gatepost.sign_in(scopes=SCOPES, on_report=_receive_report, on_change=on_change)


def render() -> None:
    """Draw the view."""
    user = gatepost.current_user()
    if user:
        name = gatepost.as_text(user.name or user.email or user.sub)
        st.markdown(f"Hello, **{name}**.")
    else:
        st.markdown("Sign in above, or try the calls without signing in.")
    st.text_input("Draft", key="auth0.draft", placeholder="Type something, then sign in")
    st.write("The page is never reloaded: the draft survives sign-in and sign-out.")
    _draw_group(PYTHON, _call_from_python)
    _draw_group(COMPONENT, _call_from_component)


def _draw_group(caller: str, call: Callable[[str], None]) -> None:
    with st.container(border=True):
        st.header(caller, anchor=False)
        with st.container(horizontal=True):
            for name in ROUTES:
                st.button(f"Call {name}", key=f"auth0.{caller}.{name}", on_click=call, args=[name])
        for name in ROUTES:
            shown = _answers().get((caller, name))
            if shown:
                with st.container(key=f"{caller} {name}"):
                    _draw_answer(name, shown)


def _draw_answer(name: str, shown: _Shown) -> None:
    answer = shown.answer
    badge = f":{'green' if answer.ok else 'orange'}-badge[{answer.status_code or 'no answer'}]"
    st.markdown(f"**{name}** {badge} {answer.milliseconds} ms · {shown.at}")
    if answer.ok:
        st.text(answer.message)
    else:
        st.warning(gatepost.as_text(answer.message))
    if challenge := answer.headers.get("WWW-Authenticate"):
        challenge = f"WWW-Authenticate: {challenge}"
        st.code(challenge, language=None, wrap_lines=True)
    if isinstance(answer.body, dict | list):
        st.json(answer.body, expanded=False)
    else:  # such as a proxy's HTML, for which st.json would show an error
        st.code(str(answer.body), language=None, wrap_lines=True)


def _call_from_python(name: str) -> None:
    api = st.connection("protected_api", type=gatepost.ProtectedApi)
    started = time.perf_counter()
    try:
        answer = api.get(ROUTES[name])
    except gatepost.GatepostError as error:
        body = json.dumps({"code": error.code, "message": error.message}).encode()
        milliseconds = round((time.perf_counter() - started) * 1_000)
        answer = gatepost.ApiAnswer(0, {}, body, milliseconds)
    _answers()[PYTHON, name] = _Shown(answer)


def _call_from_component(name: str) -> None:
    gatepost.auth.send(gatepost.CallRoute(route=name))


def _receive_report(report: gatepost.AdhocReport) -> None:
    """Show the answer that the frame reports. A frame may send anything: check the shape first."""
    match report.data:
        case {"route": str(name), "status": int(status), "milliseconds": int(milliseconds)}:
            if name not in ROUTES:
                return
            challenge = report.data.get("wwwAuthenticate")
            headers = {"WWW-Authenticate": challenge} if isinstance(challenge, str) else {}
            body = json.dumps(report.data.get("body")).encode()
            answer = gatepost.ApiAnswer(status, headers, body, milliseconds)
            _answers()[COMPONENT, name] = _Shown(answer)
            gatepost.rerun_app()


def forget() -> None:
    """Forget the answers."""
    _answers().clear()


def _answers() -> dict[tuple[str, str], _Shown]:
    answers: dict[tuple[str, str], _Shown] = st.session_state.setdefault("auth0.answers", {})
    return answers

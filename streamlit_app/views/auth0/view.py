"""Draw the view Auth0: who is signed in, and calls of the protected API from both sides."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

import gatepost

ROUTES = {"ping": "/api/ping", "pong": "/api/pong", "pong-scoped": "/api/pong-scoped"}
NEEDS = {
    "ping": "for everybody",
    "pong": "for anybody signed in",
    "pong-scoped": "with the scope `read:messages`",
}
SCOPES = ["read:messages"]
"""What the demo asks for at the sign-in."""
HOLD_PLACE = "<style>.st-key-gatepost_auth0 { min-height: 3rem }</style>"
"""The frame's height from the start, so that what is below does not move when it is drawn."""
WHO_CALLS = """
The API runs on a server of its own and checks each call. **From Python**: the app's server calls
the API. **From the component**: the server that the framed sign-in comes from calls it. The latest
answers stay until a sign-out.
"""
PYTHON, COMPONENT = "From Python", "From the component"


@dataclass(frozen=True)
class _Shown:
    """An answer of the API and when it arrived; ``status`` is in words if there was none."""

    answer: gatepost.ApiAnswer
    status: str
    at: str = field(default_factory=lambda: time.strftime("%H:%M:%S"))

    @property
    def summary(self) -> str:
        """Its status, how long it took, and when, in Markdown."""
        color = "green" if self.answer.ok else "orange"
        return f":{color}-badge[{self.status}] {self.answer.milliseconds} ms · {self.at}"


def draw_sign_in(on_change: Callable[[gatepost.User | None, gatepost.User | None], None]) -> None:
    """Draw the sign-in above every view, so that changing the view does not reload it."""
    st.title("Gatepost", anchor=False)
    st.html(HOLD_PLACE)
    gatepost.sign_in(scopes=SCOPES, on_report=_receive_report, on_change=on_change)


def draw_greeting() -> None:
    """Draw whom Python knows."""
    user = gatepost.current_user()
    if user:
        name = gatepost.as_text(user.name or user.email or user.sub)
        st.markdown(f"Hello, **{name}**. Python knows who you are.")
    else:
        st.markdown("Sign in above, or look around without signing in.")


def render() -> None:
    """Draw the view."""
    st.header("Sign-in", anchor=False)
    draw_greeting()
    st.write("Neither sign-in nor sign-out reloads the page: what you type here survives both.")
    # Without its label it is as high as what Streamlit shows until it has loaded.
    st.text_input(
        "Draft",
        st.session_state.get("auth0.kept", ""),
        key="auth0.draft",
        on_change=_keep_draft,
        placeholder="Draft",
        label_visibility="collapsed",
    )
    st.header("Calls of the protected API", anchor=False)
    st.write(WHO_CALLS)
    ways = {PYTHON: _call_from_python, COMPONENT: _call_from_component}
    for name, needs in NEEDS.items():
        with st.container(border=True):
            route, *cells = st.columns(3)
            route.markdown(f"**{name}**  \n:small[{needs}]")
            for cell, (caller, call) in zip(cells, ways.items(), strict=True):
                with cell.container(gap="xxsmall"):
                    _draw_call(name, caller, call)


def _keep_draft() -> None:
    """Keep the draft: Streamlit forgets a widget that a run has not drawn."""
    st.session_state["auth0.kept"] = st.session_state["auth0.draft"]


def _draw_call(name: str, caller: str, call: Callable[[str], None]) -> None:
    key = f"auth0.{caller}.{name}"
    st.button(caller, key=key, on_click=call, args=[name], width="stretch")
    if shown := _answers().get((caller, name)):
        with st.popover(shown.summary, key=f"{key}.answer"):
            _draw_answer(shown.answer)


def _draw_answer(answer: gatepost.ApiAnswer) -> None:
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
        status = "no answer" if isinstance(error, gatepost.ApiUnavailable) else "not sent"
    else:
        status = str(answer.status_code)
    _answers()[PYTHON, name] = _Shown(answer, status)


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
            _answers()[COMPONENT, name] = _Shown(answer, str(status or "no answer"))
            gatepost.rerun_app()


def forget() -> None:
    """Forget the answers."""
    _answers().clear()


def _answers() -> dict[tuple[str, str], _Shown]:
    answers: dict[tuple[str, str], _Shown] = st.session_state.setdefault("auth0.answers", {})
    return answers

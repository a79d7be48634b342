"""Draw the view Zero: one component as Components v1 and v2, without build tools."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v1 import declare_component

from views.zero.inbox import LIMIT, Inbox, now

V1, V2 = "zero.v1", "zero.v2"

WHAT_IT_IS = """
Streamlit has two forms of components. Here is the same one in both, written by hand, without npm or
a build: v1 is one HTML file, v2 is HTML, CSS and JavaScript. **Press the button**: Python counts,
and sends the count to both. **Type a text** in one of them: it sends that to Python, which keeps
the last text of each until a sign-out.
"""
WHO_DOES_WHAT = f"""
- **Python** (`views/zero/view.py`) keeps the counter and accepts texts of 1 to {LIMIT} characters.
  It shows them as they arrived, never as Markdown or HTML.
- **The app's page** (Streamlit's) carries the messages. It puts v1 in a frame, and v2 in itself.
- **The component** shows the message, follows the theme and sends the text. v1 implements
  Streamlit's protocol by hand: it sends *ready*, *height* and *value*, and accepts *render* only
  from its own parent and origin. v2 is a function that is called with its data; it listens to no
  window.
- If several texts are sent at once, **only the last arrives**: v1's value is a state, and v2's
  trigger is a single event. The page in *Messages* keeps its events in order and loses none.
"""
WHICH_FORM_WHEN = """
- **v1 with `path=`**: a page of plain HTML that must live in its own frame.
- **v2**: a new component. It runs in the app's own page: use it only for code you trust as much as
  the app.
- **`gatepost.RemoteComponent`**: a page deployed elsewhere, such as that of *Messages*.
"""

_FOLDER = Path(__file__).resolve().parent
_twin_v1 = declare_component("twin", path=_FOLDER / "v1")
_html, _css, _js = (
    (_FOLDER / "v2" / name).read_text("utf-8") for name in ("twin.html", "twin.css", "twin.js")
)
_twin_v2 = st.components.v2.component("zero_twin", html=_html, css=_css, js=_js)


@dataclass
class _State:
    """What this view keeps in Streamlit's session."""

    counter: int = 0
    at: str = field(default_factory=now)
    v1: Inbox = field(default_factory=lambda: Inbox(V1))
    v2: Inbox = field(default_factory=lambda: Inbox(V2))


def render() -> None:
    """Draw the view."""
    st.header("Components", anchor=False)
    st.markdown(WHAT_IT_IS)
    _draw_twins()
    st.header("Who does what", anchor=False)
    st.markdown(WHO_DOES_WHAT)
    st.header("Which form when", anchor=False)
    st.markdown(WHICH_FORM_WHEN)


def forget() -> None:
    """Forget the texts that the twins sent. What is typed in them stays, as any draft does."""
    state = _state()
    state.v1.delete_text()
    state.v2.delete_text()


@st.fragment
def _draw_twins() -> None:
    """Draw what changes. The button and a message from a twin rerun only this fragment."""
    st.button("Count and send to both", key="zero.count", on_click=_count)
    state = _state()
    message: dict[str, Any] = {"counter": state.counter, "time": state.at, "limit": LIMIT}
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        _twin_v1(**message, key=V1, on_change=_receive_v1)
        _draw_inbox(state.v1)
    with right.container(border=True, height="stretch"):
        _twin_v2(data=message, key=V2, on_message_change=_receive_v2)
        _draw_inbox(state.v2)


def _draw_inbox(inbox: Inbox) -> None:
    received = f"Received by Python: {inbox.count}, the last one at {inbox.at}"
    if inbox.text:
        st.markdown(f"{received}:")
        st.code(inbox.text, language=None, wrap_lines=True)
    elif inbox.count:
        st.markdown(f"{received}. The sign-out deleted its text.")
    else:
        st.markdown("Python has not received anything yet.")
    if inbox.error:
        st.warning(inbox.error)


def _count() -> None:
    state = _state()
    state.counter += 1
    state.at = now()


def _receive_v1() -> None:
    """Accept the value of v1, and remove one that was rejected.

    Streamlit copies the value in every run, or reads it as a dataframe, which can fail.
    """
    if V1 in st.session_state and not _state().v1.accept(st.session_state[V1]):
        st.session_state[V1] = None


def _receive_v2() -> None:
    if V2 in st.session_state:  # absent if the view was left meanwhile
        _state().v2.accept(st.session_state[V2].get("message"))


def _state() -> _State:
    state: _State = st.session_state.setdefault("zero.state", _State())
    return state

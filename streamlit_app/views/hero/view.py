"""Draw the view Hero: messages in both directions between a framed page and Python.

A demo of messages: nothing that the page sends signs anybody in or out.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import streamlit as st

import gatepost
from messages import (
    LONGEST_GAP_MS,
    LONGEST_TEXT,
    MOST_ITEMS,
    BurstItem,
    PageLoaded,
    PasswordFound,
    SendBurst,
    ShowText,
)
from views.hero.state import Burst, runs, state

ROUTES = {
    "ping": gatepost.DelegatedRoute("/api/ping"),
    "pong": gatepost.DelegatedRoute("/api/pong"),
    "pong-scoped": gatepost.DelegatedRoute("/api/pong-scoped", frozenset({"read:messages"})),
}
INTRODUCTION = """
The frame shows a page of another server. It signs nobody in. **Type a text** below the frame:
Python sends it to that page. **Ask Python for the time** in the frame: Python answers there, and
lists what it received below the frame. Each message is handled exactly once, and none reloads the
app's page. The page in the frame starts empty when you return to this view, and after a sign-out,
which also empties the list below it. A sign-in empties neither.
"""
HOW_IT_WORKS = """
- **Component user interface**: `component/frame/hero/` draws the page in the frame.
- **Events notifier**: the bridge in `component/frame/kit/` emits an event. The outbox in
  `component/host/` numbers it and keeps it in this page until Python has handled it.
- **Component host wrapper**: `gatepost/pages/remote.py` draws the frame and its connection to
  Python. The host in `component/host/` exchanges messages with the frame; the channel joins it with
  the connection.
- **Received-events handler**: `views/hero/view.py` has one function for each event;
  `gatepost/api/actions.py` runs the actions that the page may request.
- **Session state**: `gatepost/wire/mailbox.py` knows which events were handled, `views/hero/` what
  to show.
- **Password generator**: it guesses until a toy rule is met; see `component/frame/hero/`.
- **Rerun management**: everything below the frame is one fragment, which reruns for events. The
  whole app reruns when somebody signs in or out, or when their permissions change.
- **Own events and commands**: `streamlit_app/messages.py` declares them for both sides. A page
  that has loaded sends `onPageLoaded`, which is not listed: Python then requests the rest of a
  burst with `sendBurst`.
"""


def _server_time(_request: gatepost.ActionRequest) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {"time": now.isoformat(), "message": f"Python's time is {now:%H:%M:%S} UTC"}


page = gatepost.RemoteComponent("hero", title="Messages")
ACTIONS = gatepost.Actions(page, routes=ROUTES, own={"ServerTime": _server_time})


def render() -> None:
    """Draw the view."""
    st.header("Messages", anchor=False)
    st.markdown(INTRODUCTION)
    with st.container(border=True, key="hero.frame"):
        try:
            page.draw()
        except gatepost.SettingsError as error:
            st.error(error.message, icon=":material/settings:")
    _draw_messages()


def forget() -> None:
    """Forget what the page sent, and its burst."""
    st.session_state.pop("hero.state", None)


@st.fragment
def _draw_messages() -> None:
    runs().count_fragment()
    # The handlers show an event and trust nothing in it.
    page.connect(
        gatepost.on(gatepost.StatusUpdate, _show),
        gatepost.on(gatepost.AdhocReport, _show),
        gatepost.on(gatepost.ErrorReport, _show),
        gatepost.on(PasswordFound, _show),
        gatepost.on(gatepost.ActionRequest, _answer),
        gatepost.on(BurstItem, _count_item),
        gatepost.on(PageLoaded, _resume_burst),
    )
    _draw_text()
    _draw_received()
    # As a widget it stays open when Streamlit draws it again.
    with st.expander("Advanced", key="hero.advanced", on_change="rerun"):
        _draw_burst()
        st.text(f"App runs: {runs().app} · Fragment runs: {runs().fragment}")
    with st.expander("How it works"):
        st.markdown(HOW_IT_WORKS)


def _draw_received() -> None:
    st.markdown("**What Python received**: the last five events, the latest first")
    st.code("\n".join(state().lines) or "Nothing yet.", language=None, wrap_lines=True)


def _draw_text() -> None:
    with (
        st.form("hero.text", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.text_input("Text", key="hero.words")
        st.form_submit_button("Send to the page", key="hero.send", on_click=_send_text)


def _draw_burst() -> None:
    # The hint at *Enter* would cover the fields, which are narrow.
    with st.form("hero.burst", enter_to_submit=False):
        st.markdown(
            "The page sends events in bursts, with a gap between them. Each event must be handled "
            "once, in order."
        )
        events, per_burst, gap = st.columns(3)
        events.number_input("Events", 1, MOST_ITEMS, 50, key="hero.events")
        per_burst.number_input("Per burst", 1, MOST_ITEMS, 10, key="hero.per_burst")
        gap.number_input("Gap (ms)", 0, LONGEST_GAP_MS, 30, key="hero.gap")
        st.form_submit_button("Send", key="hero.start", on_click=_send_burst)
        burst = state().burst
        st.write(burst.result if burst else "No burst yet.")


def _show(event: gatepost.Event) -> None:
    state().add(event)


def _answer(request: gatepost.ActionRequest) -> None:
    # Read the state first: Streamlit can interrupt at any access, and then redelivers the event.
    kept = state()
    ACTIONS(request)
    kept.add(request)


def _count_item(item: BurstItem) -> None:
    kept = state()
    kept.add(item)
    if kept.burst:
        kept.burst.count(item)


def _resume_burst(_event: PageLoaded) -> None:
    """Request the rest of a burst that a reload cut off; all that was sent has been handled."""
    burst = state().burst
    if burst and burst.rest:
        page.send(burst.rest)


def _send_text() -> None:
    text = st.session_state["hero.words"]
    if not text.strip():
        st.toast("Write a text first.")
    elif len(text) > LONGEST_TEXT:
        st.toast(
            f"Not sent: the text has {len(text):,} characters. Write {LONGEST_TEXT:,} at most."
        )
    else:
        page.send(ShowText(text=text))
        st.session_state["hero.words"] = ""


def _send_burst() -> None:
    widgets, kept = st.session_state, state()
    request = SendBurst(
        run=kept.burst.request.run + 1 if kept.burst else 1,
        first=1,
        events=widgets["hero.events"],
        per_burst=widgets["hero.per_burst"],
        gap_ms=widgets["hero.gap"],
    )
    kept.burst = Burst(request)
    page.send(request)

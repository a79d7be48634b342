"""The Hero view: messages in both directions between a framed page and Python.

A demo of messages: nothing that the page says signs anybody in or out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import streamlit as st

import gatepost
from gatepost.events import event_name
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
from views.hero.burst import Burst
from views.hero.journal import Journal
from views.hero.runs import runs

ROUTES = {
    "ping": gatepost.DelegatedRoute("/api/ping"),
    "pong": gatepost.DelegatedRoute("/api/pong"),
    "pong-scoped": gatepost.DelegatedRoute("/api/pong-scoped", frozenset({"read:messages"})),
}
HOW_IT_WORKS = """
- **Component user interface**: `component/frame/hero_panel.tsx` shows the page in the frame.
- **Events notifier**: `component/frame/bridge.ts` says an event, `gatepost/outbox.js` numbers it
  and keeps it in this page until Python has handled it.
- **Component host wrapper**: `gatepost/remote.py` draws the frame and its connection to Python,
  `gatepost/host.js` speaks to the frame, `gatepost/channel.js` stands between the two.
- **Received-events handler**: `streamlit_app/views/hero.py` has one function for each event,
  `gatepost/actions.py` does what the page may ask for.
- **Session state**: `gatepost/outbox.py` knows what was handled, `streamlit_app/hero/` what is
  shown.
- **Password generator**: `component/frame/password.ts` guesses until a toy rule is met.
- **Rerun management**: all below the frame is one fragment, which runs for events; the whole app
  runs again when somebody signs in or out, or their permissions change.
- **Own events and commands**: `streamlit_app/messages.py` declares them, for both sides. A page
  that is loaded anew says so by one, and Python asks it for the rest of a burst by another.
"""


def _server_time(_request: gatepost.ActionRequest) -> dict[str, Any]:
    return {"time": datetime.now(UTC).isoformat(timespec="milliseconds")}


page = gatepost.RemoteComponent("hero", title="Messages")
ACTIONS = gatepost.Actions(page, routes=ROUTES, own={"ServerTime": _server_time})


@dataclass
class _Kept:
    """What the view keeps while others are shown."""

    journal: Journal = field(default_factory=Journal)
    burst: Burst | None = None


def render() -> None:
    """Draw the view."""
    st.header("Component Hero", anchor=False)
    st.write("A demo of messages between a framed page and Python. It signs nobody in.")
    with st.container(border=True, key="hero.frame"):
        _draw_page()
    _draw_messages()


def forget() -> None:
    """Forget what the page sent, and the burst that ends with it."""
    st.session_state.pop("hero.kept", None)


def _draw_page() -> None:
    try:
        page.draw()
    except gatepost.SettingsError as error:
        st.error(error.message, icon=":material/settings:")


@st.fragment
def _draw_messages() -> None:
    runs().count_fragment()
    page.connect(_handlers())
    # Right below the page: browsers slow down the timers of a frame that is out of sight.
    _draw_burst()
    _draw_text()
    st.text(f"App runs: {runs().app} · Fragment runs: {runs().fragment}")
    _draw_received()
    with st.expander("How it works"):
        st.markdown(HOW_IT_WORKS)


def _draw_received() -> None:
    st.header("Received events", anchor=False)
    lines = [f"#{e.number} · {e.at} · {e.name} {e.text}" for e in _kept().journal.entries]
    st.code("\n".join(lines) or "None yet.", language=None, wrap_lines=True)


def _draw_text() -> None:
    with st.form("hero.text", clear_on_submit=True):
        st.header("A command", anchor=False)
        st.text_input("Text", key="hero.words", max_chars=LONGEST_TEXT)
        st.form_submit_button("Send to the page", key="hero.send", on_click=_send_text)


def _draw_burst() -> None:
    with st.form("hero.burst"):
        st.header("Burst", anchor=False)
        st.write("The page sends this many events. Each is to be handled once, and in order.")
        events, per_burst, gap = st.columns(3)
        events.number_input("Events", 1, MOST_ITEMS, 50, key="hero.events")
        per_burst.number_input("Per burst", 1, MOST_ITEMS, 10, key="hero.per_burst")
        gap.number_input("Gap (ms)", 0, LONGEST_GAP_MS, 30, key="hero.gap")
        st.form_submit_button("Send", key="hero.start", on_click=_send_burst)
        burst = _kept().burst
        st.write(burst.result if burst else "No burst yet.")


def _handlers() -> dict[type, Callable[[Any], None]]:
    """What happens for an event: it is shown, and nothing of it is believed."""
    return {
        gatepost.StatusUpdate: _note,
        gatepost.AdhocReport: _note,
        gatepost.ErrorReport: _note,
        PasswordFound: _note,
        gatepost.ActionRequest: _act,
        BurstItem: _take_burst_item,
        PageLoaded: _go_on,
    }


def _note(event: object) -> None:
    _kept().journal.note(event_name(type(event)), event)


def _act(request: gatepost.ActionRequest) -> None:
    # What is kept first: Streamlit may end a run wherever its session state is read, and an event
    # whose handler was ended comes again.
    kept = _kept()
    ACTIONS(request)
    kept.journal.note(event_name(type(request)), request)


def _take_burst_item(item: BurstItem) -> None:
    kept = _kept()
    kept.journal.note(event_name(type(item)), item)
    if kept.burst:
        kept.burst.take(item)


def _go_on(_event: PageLoaded) -> None:
    """Ask for the rest of a burst that ended with its page; all that it said was handled before."""
    burst = _kept().burst
    if burst and burst.rest:
        page.send(burst.rest)


def _send_text() -> None:
    page.send(ShowText(text=st.session_state["hero.words"]))


def _send_burst() -> None:
    read = st.session_state
    kept = _kept()
    order = SendBurst(
        run=kept.burst.order.run + 1 if kept.burst else 1,
        first=1,
        events=read["hero.events"],
        per_burst=read["hero.per_burst"],
        gap_ms=read["hero.gap"],
    )
    kept.burst = Burst(order)
    page.send(order)


def _kept() -> _Kept:
    kept: _Kept = st.session_state.setdefault("hero.kept", _Kept())
    return kept

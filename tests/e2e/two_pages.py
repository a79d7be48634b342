"""A small app with the page ``hero`` twice, which sends many commands at once, and slowly.

A checkbox takes both pages away, as a change of the view does.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

import gatepost
from messages import ShowText

COMMANDS = 100
SECONDS = 0.5


def send_many(page: gatepost.RemoteComponent) -> None:
    """Send the next hundred commands, each with its number."""
    sent = st.session_state.setdefault(f"{page.key}.sent", 0)
    for number in range(sent + 1, sent + COMMANDS + 1):
        page.send(ShowText(text=f"command {number} to {page.key}"))
    st.session_state[f"{page.key}.sent"] = sent + COMMANDS
    st.session_state["is_slow"] = True


def keep(key: str) -> Callable[[gatepost.AdhocReport], None]:
    """A handler that keeps what the page of that key says."""
    heard = st.session_state.setdefault(f"{key}.heard", [])
    return lambda report: heard.append(report.data["text"])


def main() -> None:
    """Draw both."""
    if st.session_state.pop("is_slow", False):
        time.sleep(SECONDS)
    are_shown = st.checkbox("Show both", value=True)
    for key in ("one", "two"):
        page = gatepost.RemoteComponent("hero", title=f"Page {key}", key=key)
        st.button(f"Send to {key}", on_click=send_many, args=[page])
        if are_shown:
            page.draw()
            page.connect(gatepost.on(gatepost.AdhocReport, keep(key)))
        st.text(f"{key} heard {st.session_state.get(f'{key}.heard', [])}")


if __name__ == "__main__":
    main()

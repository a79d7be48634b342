"""A small app with the page ``hero`` twice, which sends many commands at once."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

import gatepost
from messages import ShowText

COMMANDS = 100


def send_many(page: gatepost.RemoteComponent) -> None:
    """Send the next hundred commands, each with its number."""
    sent = st.session_state.setdefault(f"{page.key}.sent", 0)
    for number in range(sent + 1, sent + COMMANDS + 1):
        page.send(ShowText(text=f"command {number} to {page.key}"))
    st.session_state[f"{page.key}.sent"] = sent + COMMANDS


def keep(key: str) -> Callable[[gatepost.AdhocReport], None]:
    """A handler that keeps what the page of that key says."""
    heard = st.session_state.setdefault(f"{key}.heard", [])
    return lambda report: heard.append(report.data["text"])


def main() -> None:
    """Draw both."""
    for key in ("one", "two"):
        page = gatepost.RemoteComponent("hero", title=f"Page {key}", key=key)
        st.button(f"Send to {key}", on_click=send_many, args=[page])
        page.draw({gatepost.AdhocReport: keep(key)})
        st.text(f"{key} heard {st.session_state[f'{key}.heard']}")


if __name__ == "__main__":
    main()

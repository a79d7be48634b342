"""The Patterns view: each sequence as it last ran in this session, hop by hop."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import gatepost
from gatepost import trace
from views.patterns.hops import Hop, in_order, read_told
from views.patterns.sequences import PATTERNS, Pattern, draw, newest
from views.patterns.steps import LANES

_FOLDER = Path(__file__).resolve().parent
_TOLD = "patterns.told"
_READER = "patterns.reader"


def _text(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


_diagram = st.components.v2.component(
    "patterns_diagram",
    html=_text("diagram.html"),
    css=_text("diagram.css"),
    js=_text("diagram.js"),
)
_reader = st.components.v2.component("patterns_reader", js=_text("reader.js"))

INTRODUCTION = """
Each diagram shows what really ran in this session, most recently: who sent what to whom, how many
milliseconds after the first step, and what the receiver checked. Tokens and codes are never noted.
What stands behind *Frame* and *API routes* is the component's own word.
"""


def render() -> None:
    """Draw the view."""
    st.header("Patterns", anchor=False)
    st.markdown(INTRODUCTION)
    _draw()


@st.fragment
def _draw() -> None:
    """Draw what changes: whatever passes in the page reruns this and nothing else."""
    _reader(key=_READER, on_records_change=_take_told)
    hops = in_order(trace.record().records, st.session_state.get(_TOLD, []))
    for pattern, tab in zip(PATTERNS, st.tabs([p.title for p in PATTERNS]), strict=True):
        with tab:
            _draw_pattern(pattern, newest(pattern, hops))


def _draw_pattern(pattern: Pattern, run: list[Hop]) -> None:
    st.markdown(pattern.how)
    if pattern.route:
        asked = st.button(f"Call {pattern.route}", key=f"patterns.{pattern.route}")
        if asked:
            gatepost.auth.send(gatepost.CallRoute(route=pattern.route))
            st.rerun()  # the whole app, since a command leaves when the sign-in connects
    if run:
        data = {"lanes": list(LANES.values()), "hops": draw(run)}
        _diagram(key=f"patterns.{pattern.title}", data=data)
    else:
        st.markdown("It has not run yet.")


def _take_told() -> None:
    reader = st.session_state.get(_READER)
    if reader is not None:  # None where the view was left meanwhile
        st.session_state[_TOLD] = read_told(reader.get("records"))

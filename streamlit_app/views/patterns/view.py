"""Draw the view Patterns: each sequence as it last ran in this Streamlit session, hop by hop."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import gatepost
from views.patterns.hops import Hop, merge, read_records
from views.patterns.sequences import PATTERNS, Pattern, draw, latest
from views.patterns.steps import COLORS, LANES, PLACES

_FOLDER = Path(__file__).resolve().parent
_SHOWN, _KEPT = "patterns.shown", "patterns.kept"
_RECORDS = "patterns.records"
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
The latest run of each sequence in this session: who sent what to whom, and what the receiver
checked. The milliseconds show when the app learned of it; some rows arrive together. **Colours**
mark the parties: *App* and *Host* are one, *Frame* and *API routes* another. A solid arrow crosses
a border of trust, in the colour of the party it leads to; a dotted one stays within a party. A row
such as *name, handover* names what was sent; no token, code or name itself is recorded. A sign-out
deletes nothing here. The component reports the rows from *Frame* and *API routes* itself; the app
cannot verify them.
"""
WHO_IS_WHO = [f":{COLORS[lane]}[■] **{name}**: {PLACES[lane]}" for lane, name in LANES.items()]


def render() -> None:
    """Draw the view."""
    st.header("Sequences", anchor=False)
    st.markdown(INTRODUCTION)
    half = len(WHO_IS_WHO) // 2
    for column, lines in zip(st.columns(2), (WHO_IS_WHO[:half], WHO_IS_WHO[half:]), strict=True):
        column.markdown("  \n".join(lines))
    _draw()


@st.fragment
def _draw() -> None:
    """Draw what changes. New records of the page rerun only this fragment."""
    _reader(key=_READER, on_records_change=_receive_records)
    hops = merge(gatepost.record_trace().records, st.session_state.get(_RECORDS, []))
    # Unlike tabs, it wraps on a phone, and a rerun keeps the choice.
    titles = [pattern.title for pattern in PATTERNS]
    title = st.radio(
        "Sequence",
        titles,
        titles.index(st.session_state.get(_KEPT, titles[0])),
        key=_SHOWN,
        on_change=_keep_choice,
        horizontal=True,
        label_visibility="collapsed",
    )
    pattern = next(pattern for pattern in PATTERNS if pattern.title == title)
    _draw_pattern(pattern, latest(pattern, hops))


def _draw_pattern(pattern: Pattern, run: list[Hop]) -> None:
    st.markdown(pattern.how)
    route = pattern.route
    if route and st.button(f"Call {route}", key=f"patterns.{route}"):
        gatepost.auth.send(gatepost.CallRoute(route=route))
        st.rerun()  # the whole app: a command is sent when the sign-in connects
    if run:
        lanes = [{"name": name, "color": COLORS[lane]} for lane, name in LANES.items()]
        data = {"lanes": lanes, "hops": draw(run)}
        _diagram(key=f"patterns.{pattern.title}", data=data)
    else:
        st.markdown("It has not run yet.")


def _keep_choice() -> None:
    """Keep the choice: Streamlit forgets a widget that a run has not drawn."""
    st.session_state[_KEPT] = st.session_state[_SHOWN]


def _receive_records() -> None:
    reader = st.session_state.get(_READER)
    if reader is not None:  # None if the view was left meanwhile
        st.session_state[_RECORDS] = read_records(reader.get("records"))

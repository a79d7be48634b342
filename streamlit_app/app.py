"""Run the demo app: the sign-in at the top, then the chosen view."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

import gatepost
from views.auth0 import view as auth0
from views.hero import view as hero
from views.hero.state import runs
from views.patterns import view as patterns
from views.start import view as start
from views.zero import view as zero

VIEWS = {
    st.Page(auth0.render, title="Sign-in", url_path="auth0", icon=":material/key:"): (
        "Sign in without leaving the page, and call a protected API from Python and from the "
        "component."
    ),
    st.Page(hero.render, title="Messages", url_path="hero", icon=":material/swap_vert:"): (
        "Exchange messages between Python and a page of another server, in a frame."
    ),
    st.Page(zero.render, title="Components", url_path="zero", icon=":material/sync_alt:"): (
        "Compare a small component in the two forms that Streamlit has for components."
    ),
    st.Page(patterns.render, title="Sequences", url_path="patterns", icon=":material/lan:"): (
        "Watch what happens between browser, app, component and API, message by message."
    ),
}
START = st.Page(
    partial(start.render, VIEWS, auth0.draw_greeting),
    title="Start",
    url_path="start",
    icon=":material/home:",
    default=True,
)
FORGET = [zero.forget, hero.forget, auth0.forget]


def forget_one_person(before: gatepost.User | None, _now: gatepost.User | None) -> None:
    """Make every view forget what the previous person sent and saw."""
    if before:
        for forget in FORGET:
            forget()


st.set_page_config(page_title="Gatepost", page_icon=str(Path(__file__).with_name("icon.svg")))
runs().count_app()
gatepost.record_trace()
page = st.navigation([START, *VIEWS], position="top")
auth0.draw_sign_in(on_change=forget_one_person)
page.run()

"""Run the demo app: the sign-in at the top, then the chosen view."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import gatepost
from views.auth0 import view as auth0
from views.hero import view as hero
from views.hero.state import runs
from views.patterns import view as patterns
from views.zero import view as zero


def open_start() -> None:
    """Go to the default page, which Streamlit serves at / only."""
    st.switch_page(START)


START = st.Page(auth0.render, title="Auth0", url_path="start", icon=":material/key:", default=True)
VIEWS = [
    st.Page(zero.render, title="Zero", url_path="zero", icon=":material/sync_alt:"),
    st.Page(hero.render, title="Hero", url_path="hero", icon=":material/swap_vert:"),
    START,
    st.Page(patterns.render, title="Patterns", url_path="patterns", icon=":material/lan:"),
    st.Page(open_start, url_path="auth0", visibility="hidden"),
]
FORGET = [zero.forget, hero.forget, auth0.forget]


def forget_one_person(before: gatepost.User | None, _now: gatepost.User | None) -> None:
    """Make every view forget what the previous person sent and saw."""
    if before:
        for forget in FORGET:
            forget()


st.set_page_config(page_title="Gatepost", page_icon=str(Path(__file__).with_name("icon.svg")))
runs().count_app()
gatepost.record_trace()
page = st.navigation(VIEWS, position="top")
auth0.draw_sign_in(on_change=forget_one_person)
page.run()

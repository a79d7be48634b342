"""A cached call whose result is for one person.

``st.cache_data`` would give the first person's result to everybody: who is signed in is no
argument. ``gatepost.cache_data`` has the person and their rights in its key.

Run it: ``python3 dev.py up --app examples/cached_calls/app.py``.
"""

from typing import Any

import streamlit as st

import gatepost


@gatepost.cache_data(ttl="5m", max_entries=1_000)
def profile() -> Any:
    """Return what the API knows about the person; an error is not cached."""
    api = st.connection("protected_api", type=gatepost.ProtectedApi)
    answer = api.get("/api/pong")
    answer.raise_for_status()
    return answer.json()


st.title("Profile")
gatepost.require_user()
st.button("Forget all results", on_click=profile.clear)
try:
    st.json(profile())
except gatepost.ApiError as error:
    st.error(gatepost.as_text(error.message))

"""Several calls at once, in threads.

Streamlit attaches a run to its thread. In another thread ``ProtectedApi`` raises ``NoSession``
instead of calling as nobody, so bind a client to the person first.

Run it: ``python3 dev.py up --app examples/parallel_calls/app.py``.
"""

from concurrent.futures import ThreadPoolExecutor

import streamlit as st

import gatepost

PATHS = ("/api/ping", "/api/pong", "/api/pong-scoped")

st.title("Three calls")
gatepost.require_user()
client = st.connection("protected_api", type=gatepost.ProtectedApi).bound()


def outcome(path: str) -> str:
    """Call one route; one failure does not stop the other calls."""
    try:
        answer = client.get(path)
    except gatepost.ApiError as error:
        return error.code
    return f"{answer.status_code}, {answer.milliseconds:.0f} ms"


if st.button("Call all"):
    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(outcome, PATHS))
    st.table({"path": PATHS, "outcome": outcomes})

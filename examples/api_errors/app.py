"""A call to an API, with each way to fail shown as the person needs it.

An answer raises nothing by itself; ``raise_for_status`` raises if it is a refusal. If the API asks
for a scope or a fresher sign-in, ``raise_for_status`` asks the person for it and ends the run.

Run it: ``python3 dev.py up --app examples/api_errors/app.py``.
"""

import streamlit as st

import gatepost

st.title("Status")
gatepost.require_user()
api = st.connection("protected_api", type=gatepost.ProtectedApi)

if st.button("Call the API"):
    try:
        answer = api.get("/api/pong", timeout=5)
        answer.raise_for_status()
    except gatepost.ApiUnavailable:  # a subclass of ApiError: no answer
        st.warning("The service does not answer. Try again in a minute.")
    except gatepost.ApiError as error:
        st.error(gatepost.as_text(error.message))  # the API's own sentence
        st.caption(f"Status {error.status}, code {gatepost.as_text(error.code)}")
        if error.retry_after:
            st.caption(f"Try again in {error.retry_after:.0f} seconds.")
    else:
        st.json(answer.json())

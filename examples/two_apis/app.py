"""Two APIs, each called with a token of its own.

The second one has a section in the secrets; the first has its address in ``[gatepost]``:

    [connections.billing]
    api_url = "https://billing.example.com/v1"
    audience = "https://billing.example.com"

The component's operator lists that audience in the app's row. Until then the call is refused with
``audience_not_granted``, and nothing is sent.

Run it: ``python3 dev.py up --app examples/two_apis/app.py``, with that section in
``.streamlit/secrets.toml``. A local run has one API only, so the second call is refused there.
"""

import streamlit as st

import gatepost

CALLS = {"protected_api": "/api/pong", "billing": "/invoices"}

st.title("Two APIs")
gatepost.require_user()
for name, path in CALLS.items():
    st.subheader(name)
    api = st.connection(name, type=gatepost.ProtectedApi)
    try:
        answer = api.get(path)
        answer.raise_for_status()
        st.json(answer.json())
    except gatepost.ApiError as error:
        st.error(f"{gatepost.as_text(error.message)} ({gatepost.as_text(error.code)})")

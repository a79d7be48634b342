"""A large file from the API, within bounded memory.

With ``stream=True`` the answer is read piece by piece, and may be larger than ``api_max_bytes``.
``st.download_button`` would hold all of it in memory; a file on the app's disk does not.

Run it: ``python3 dev.py up --app examples/large_download/app.py``.
"""

import hashlib
import tempfile

import streamlit as st

import gatepost

EXPORT = "/api/pong"  # the route of your API that sends the file

st.title("Export")
gatepost.require_user()
api = st.connection("protected_api", type=gatepost.ProtectedApi)

if st.button("Fetch the file"):
    digest = hashlib.sha256()
    with tempfile.TemporaryFile() as file:
        try:
            with api.get(EXPORT, stream=True) as answer:
                answer.raise_for_status()
                for piece in answer.iter_content():
                    file.write(piece)
                    digest.update(piece)
        except gatepost.ApiError as error:
            st.error(gatepost.as_text(error.message))
        else:
            st.text(f"{file.tell():,} bytes, SHA-256 {digest.hexdigest()}")
            # Read the file here, such as with pandas: afterwards it is deleted.

"""The page that ``doctor --sign-in`` opens: it signs the operator in and reports to the doctor."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import streamlit as st

from gatepost.doctor.probe import send
from gatepost.doctor.token import check
from gatepost.identity.session import session
from gatepost.pages.sign_in import sign_in
from gatepost.settings import settings

st.title("Gatepost doctor")
sign_in()
identity = session().valid_identity
if identity is None:
    st.write("Sign in as somebody who may use the app.")
    st.stop()
at = settings()
audience = str(send(f"{at.component_url}/api/health").json.get("audience"))
report = Path(sys.argv[1])
found = [asdict(one) for one in check(identity, at, audience)]
# First: the doctor ends this page soon after the report.
st.success("Done: go on in the terminal. You can sign out and close this page.")
report.with_suffix(".new").write_text(json.dumps(found), "utf-8")
report.with_suffix(".new").replace(report)  # in one piece, for the doctor waits for it

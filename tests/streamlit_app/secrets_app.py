"""An app that shows what it has, in the ways an app shows things."""

from __future__ import annotations


def app() -> None:
    import streamlit as st

    import gatepost
    from gatepost.identity.session import session

    gatepost.record_trace()
    gatepost.sign_in()
    things: list[object] = [session(), session().identity, session().verifiers, gatepost.auth]
    things += [gatepost.current_user(), st.session_state, dict(st.session_state)]
    things.append(st.connection("protected_api", type=gatepost.ProtectedApi))
    for thing in things:
        st.write(thing)
        st.write([thing], {"thing": thing})
        st.help(thing)
        st.text(thing)
    for shown in (dict(st.session_state), {"identity": session().identity}):
        st.json(shown)

"""Sign-in: draw the frame, turn its handovers into an identity, sign out."""

from __future__ import annotations

import logging
from collections.abc import Callable

import streamlit as st

from gatepost import trace
from gatepost.current import session
from gatepost.errors import GatepostError, HandoverError, SettingsError
from gatepost.events import AdhocReport, Check, ErrorReport, SignOut, StatusUpdate
from gatepost.handover import redeem
from gatepost.remote import RemoteComponent
from gatepost.reruns import reruns
from gatepost.session import Identity, Session, User
from gatepost.settings import settings

_log = logging.getLogger("gatepost")

auth = RemoteComponent("auth0", title="Sign in")
"""The framed page that signs people in; ``auth.send`` gives it commands."""


def sign_in(*, on_report: Callable[[AdhocReport], None] | None = None) -> User | None:
    """Draw the sign-in, once on a page, best in the entrypoint of the app.

    The app runs again by itself when somebody has signed in or out; nothing on it is lost.

    Args:
        on_report: Called with what the framed page reports, such as an API answer; runs before
            the script, as a Streamlit callback does.

    Returns:
        Who is signed in, or None.
    """
    session()  # first, or another browser would be shown what waits for the last one
    reruns().wanted = False
    try:
        auth.draw()
    except SettingsError as error:
        st.error(error.message, icon=":material/settings:")
        st.button("Try again", key="gatepost.retry_settings")
    _connect(on_report)
    return session().user


def current_user() -> User | None:
    """Who is signed in, or None; draws nothing."""
    return session().user


def sign_out() -> None:
    """Sign out from Python: here at once, then in the browser and at the identity provider.

    Call it from a callback. No click reaches the frame, so the provider's own session can't be
    ended; the next sign-in asks for the password instead.
    """
    current, wanted = session(), reruns()
    auth.send(SignOut())  # first: Streamlit may end the run in it, and then nothing has changed
    wanted.wanted |= current.replace(None)


@st.fragment
def _connect(on_report: Callable[[AdhocReport], None] | None) -> None:
    current = session()
    auth.connect(
        {
            StatusUpdate: _take_status,
            AdhocReport: on_report or _ignore,
            ErrorReport: _log_error,
        },
        challenge=current.verifiers.challenge,
    )
    if current.notice:
        st.error(current.notice, icon=":material/error:")
        st.button("Try again", key="gatepost.retry", on_click=_ask_again)


def _take_status(status: StatusUpdate) -> None:
    # All of it now: Streamlit may end a run wherever its session state is read, and an event whose
    # handler was ended comes again, when its verifier is used up.
    current, wanted, note = session(), reruns(), trace.notes(auth.page)
    if status.reason == "signed_out":
        current.notice = None
        wanted.wanted |= current.replace(None)
    elif status.handover and status.challenge:
        try:
            identity = _identity(current, note, status.handover, status.challenge)
        except HandoverError as error:
            _refuse(current, error)
        except GatepostError as error:
            current.notice = error.message
            _log.warning("%s: %s", error.code, error)
        else:
            wanted.wanted |= _take_over(current, identity)


def _take_over(current: Session, identity: Identity) -> bool:
    """Take over an identity; tells whether it is news to the app."""
    was_asked_for = current.renewal == "asked"
    current.renewal = "done" if was_asked_for else "idle"
    current.notice = None
    current.asks_again = False
    return current.replace(identity) or was_asked_for


def _refuse(current: Session, error: HandoverError) -> None:
    """Have the frame ask once more, since a slow run outlives a handover; then say so."""
    _log.warning("%s: %s", error.code, error)
    if current.asks_again and current.user is None:
        current.notice = error.message
    if not current.asks_again:
        current.asks_again = True
        auth.send(Check())


def _identity(current: Session, note: trace.Note, handover: str, challenge: str) -> Identity:
    verifier = current.verifiers.take(challenge)
    if verifier is None:
        raise HandoverError("The sign-in came too late or was used before. Try again.")
    note("redeem")
    try:
        configured = settings()
        identity = redeem(handover, verifier, configured.component_url, configured.app_url)
    except GatepostError as error:
        note("refusal", name=error.code)
        raise
    note("identity")
    return identity


def _ask_again() -> None:
    auth.send(Check())
    session().notice = None


def _ignore(report: AdhocReport) -> None:
    """An app that asked for no reports gets none."""


def _log_error(error: ErrorReport) -> None:
    _log.info("the frame reports %s", error.code)

"""Sign in and out: draw the frame, and redeem its handovers for an identity."""

from __future__ import annotations

import logging
from collections.abc import Callable

import streamlit as st

from gatepost.errors import ComponentUnavailable, GatepostError, HandoverError, SettingsError
from gatepost.identity.handover import EXPIRED, redeem
from gatepost.identity.person import Identity, User
from gatepost.identity.session import OnChange, Session, rerun_app, session
from gatepost.pages.remote import RemoteComponent
from gatepost.secret import Secret
from gatepost.settings import settings
from gatepost.wire.events import AdhocReport, Check, ErrorReport, SignOut, StatusUpdate
from gatepost.wire.mailbox import on

_log = logging.getLogger("gatepost")
_HOOK_FAILED = (
    "The app failed when the person changed, so nobody is signed in. Data of the previous person "
    "may still be on this page. Try again, or reload the page."
)

# Failures that may be over by the time the frame checks again. No others are retried.
_PASSING = (ComponentUnavailable, HandoverError)
_MOST_RETRIES = 3

auth = RemoteComponent("auth0", title="Sign in", stays_loaded=True)
"""The framed page that signs people in; ``auth.send`` sends it commands."""


def sign_in(
    *,
    on_report: Callable[[AdhocReport], None] | None = None,
    on_change: OnChange | None = None,
) -> User | None:
    """Draw the sign-in, once per run, preferably in the app's entrypoint.

    The app reruns automatically when somebody signs in or out; nothing on the page is lost.

    Args:
        on_report: Called with each report of the framed page, such as an API answer; runs before
            the script, as a Streamlit callback does.
        on_change: Called with the person before and the person now, each a ``User`` or None, when
            the person changes: delete there what only one of them may see. It runs before the
            script, as a Streamlit callback does; after an expired sign-in it runs here, in the
            next run. Nobody is signed in until it has returned. It is called again if it raises or
            is interrupted.

    Returns:
        Who is signed in, or None.
    """
    current = session()
    current.presence.on_change = on_change
    current.inform_app()
    current.is_rerun_wanted = False  # this is the run that was wanted
    try:
        auth.draw()
    except SettingsError as error:
        st.error(error.message, icon=":material/settings:")
        st.button("Try again", key="gatepost.retry_settings")
    # Streamlit can drop what a fragment draws. In a container of its own, that shifts none of the
    # elements after it.
    with st.container():
        _connect(on_report)
    return session().user


def current_user() -> User | None:
    """Return who is signed in, or None; draw nothing."""
    return session().user


def sign_out() -> None:
    """Sign out from Python: in the app at once, then in the browser and at the identity provider.

    Call it from a callback. The frame gets no click, so it can't end the provider's own session;
    the next sign-in asks for the password instead.
    """
    current = session()
    auth.send(SignOut())  # first: Streamlit can interrupt the run here, with nothing changed yet
    current.is_rerun_wanted |= current.take_over(None)
    current.inform_app()


@st.fragment
def _connect(on_report: Callable[[AdhocReport], None] | None) -> None:
    current = session()
    if current.is_change_due and not current.presence.has_failed:
        current.inform_app()
        current.is_rerun_wanted = True
    reports = [on(AdhocReport, on_report)] if on_report else []
    auth.connect(
        on(StatusUpdate, _handle_status),
        on(ErrorReport, _log_error),
        *reports,
        challenge=current.verifiers.challenge,
        identity=current.valid_identity,
    )
    if current.presence.has_failed:
        st.error(_HOOK_FAILED, icon=":material/error:")
        st.button("Try again", key="gatepost.retry_change", on_click=rerun_app)
    elif current.notice:
        st.error(current.notice, icon=":material/error:")
        st.button("Try again", key="gatepost.retry", on_click=_ask_again)


def _handle_status(status: StatusUpdate) -> None:
    # Read the session first, and once. Streamlit can interrupt at any access; the event would be
    # redelivered, but its verifier already spent.
    current = session()
    if status.reason == "signed_out":
        current.notice = None
        current.is_rerun_wanted |= current.take_over(None)
    elif status.handover and status.challenge:
        _handle_handover(current, status.handover, status.challenge)
    current.inform_app()  # last: if the app's hook is interrupted, this event is redelivered


def _handle_handover(current: Session, handover: str, challenge: str) -> None:
    received = Secret(f"{challenge} {handover}")
    if received == current.redeemed:
        return  # redelivered
    try:
        identity = _redeem(current, handover, challenge)
    except GatepostError as error:
        _refuse(current, error)
        return
    was_asked_for = current.renewal == "asked"
    current.renewal = "done" if was_asked_for else "idle"
    current.redeemed, current.notice, current.retries = received, None, 0
    current.is_rerun_wanted |= current.take_over(identity) or was_asked_for


def _refuse(current: Session, error: GatepostError) -> None:
    """Make the frame check again: a handover can expire in a slow run, and a component recovers."""
    _log.warning("%s: %s", error.code, error)
    is_late = isinstance(error, HandoverError) and current.retries == 0
    if current.user is None and not is_late:
        current.notice = error.message
    if current.retries < _MOST_RETRIES and isinstance(error, _PASSING):
        current.retries += 1
        auth.send(Check())


def _redeem(current: Session, handover: str, challenge: str) -> Identity:
    verifier, record = current.verifiers.take(challenge), current.trace.record
    if verifier is None:
        raise HandoverError(EXPIRED)
    record(auth.page, "redeem")
    try:
        at = settings()
        identity = redeem(handover, verifier, at.component_url, at.app_url, proxy_url=at.proxy_url)
    except GatepostError as error:
        record(auth.page, "refusal", name=error.code)
        raise
    record(auth.page, "identity")
    return identity


def _ask_again() -> None:
    auth.send(Check())
    current = session()
    current.notice, current.retries = None, 0


def _log_error(error: ErrorReport) -> None:
    _log.info("the frame reports %s", error.code)

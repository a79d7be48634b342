"""Sign-in: draw the frame, turn its handovers into an identity, sign out."""

from __future__ import annotations

import logging
from collections.abc import Callable

import streamlit as st

from gatepost import trace
from gatepost.current import session
from gatepost.errors import ComponentUnavailable, GatepostError, HandoverError, SettingsError
from gatepost.events import AdhocReport, Check, ErrorReport, SignOut, StatusUpdate
from gatepost.handlers import on
from gatepost.handover import redeem
from gatepost.presence import OnChange, Presence, presence
from gatepost.remote import RemoteComponent
from gatepost.reruns import rerun_app, reruns
from gatepost.session import Identity, Session, User
from gatepost.settings import settings

_log = logging.getLogger("gatepost")
_HOOK_FAILED = (
    "The app failed when the person changed, so nobody is signed in here. What the person before "
    "was shown may still be on this page: try again, or reload the page."
)

# What may be gone when the frame asks again; nothing else is asked for twice.
_PASSING = (ComponentUnavailable, HandoverError)
_MOST_RETRIES = 3

auth = RemoteComponent("auth0", title="Sign in", stays_loaded=True)
"""The framed page that signs people in; ``auth.send`` gives it commands."""


def sign_in(
    *,
    on_report: Callable[[AdhocReport], None] | None = None,
    on_change: OnChange | None = None,
) -> User | None:
    """Draw the sign-in, once on a page, best in the entrypoint of the app.

    The app runs again by itself when somebody has signed in or out; nothing on it is lost.

    Args:
        on_report: Called with what the framed page reports, such as an API answer; runs before
            the script, as a Streamlit callback does.
        on_change: Called with the person before and the person now, each a ``User`` or None, when
            somebody else is signed in than before: forget there what only one of them may see.
            Runs before the script, as a Streamlit callback does; where a sign-in has ended by
            itself, here in the next run. Nobody is signed in before it has returned, and one that
            raises or is interrupted is called again.

    Returns:
        Who is signed in, or None.
    """
    # First: for another browser the whole app runs again, and here it does.
    current, known = session(), presence()
    known.on_change = on_change
    known.follow(current)
    reruns().wanted = False
    try:
        auth.draw()
    except SettingsError as error:
        st.error(error.message, icon=":material/settings:")
        st.button("Try again", key="gatepost.retry_settings")
    # Streamlit may drop what a fragment draws: then it is missed in here only, and what comes after
    # it on the page keeps its place.
    with st.container():
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
    current, known, wanted = session(), presence(), reruns()
    auth.send(SignOut())  # first: Streamlit may end the run in it, and then nothing has changed
    wanted.wanted |= known.take_over(current, None)
    known.follow(current)


@st.fragment
def _connect(on_report: Callable[[AdhocReport], None] | None) -> None:
    current, known = session(), presence()
    if known.is_due(current) and not known.has_failed:
        known.follow(current)
        reruns().wanted = True
    auth.connect(
        on(StatusUpdate, _take_status),
        on(AdhocReport, on_report or _ignore),
        on(ErrorReport, _log_error),
        challenge=current.verifiers.challenge,
        identity=current.current,
    )
    if known.has_failed:
        st.error(_HOOK_FAILED, icon=":material/error:")
        st.button("Try again", key="gatepost.retry_change", on_click=rerun_app)
    elif current.notice:
        st.error(current.notice, icon=":material/error:")
        st.button("Try again", key="gatepost.retry", on_click=_ask_again)


def _take_status(status: StatusUpdate) -> None:
    # All of it now: Streamlit may end a run wherever its session state is read, and an event whose
    # handler was ended comes again, when its verifier is used up.
    current, known, wanted, note = session(), presence(), reruns(), trace.notes(auth.page)
    if status.reason == "signed_out":
        current.notice = None
        wanted.wanted |= known.take_over(current, None)
    elif status.handover and status.challenge and status.challenge != current.redeemed:
        try:
            identity = _identity(current, note, status.handover, status.challenge)
        except GatepostError as error:
            _refuse(current, error)
        else:
            current.redeemed = status.challenge
            wanted.wanted |= _take_over(current, known, identity)
    # Last: the app's hook may be interrupted, and then this event comes again.
    known.follow(current)


def _take_over(current: Session, known: Presence, identity: Identity) -> bool:
    """Take over an identity; tells whether it is news to the app."""
    was_asked_for = current.renewal == "asked"
    current.renewal = "done" if was_asked_for else "idle"
    current.notice = None
    current.retries = 0
    return known.take_over(current, identity) or was_asked_for


def _refuse(current: Session, error: GatepostError) -> None:
    """Have the frame ask once more: a slow run outlives a handover, and a component comes back."""
    _log.warning("%s: %s", error.code, error)
    is_late = isinstance(error, HandoverError) and current.retries == 0
    if current.user is None and not is_late:
        current.notice = error.message
    if current.retries < _MOST_RETRIES and isinstance(error, _PASSING):
        current.retries += 1
        auth.send(Check())


def _identity(current: Session, note: trace.Note, handover: str, challenge: str) -> Identity:
    verifier = current.verifiers.take(challenge)
    if verifier is None:
        raise HandoverError("The sign-in came too late or was used before. Try again.")
    note("redeem")
    try:
        at = settings()
        identity = redeem(handover, verifier, at.component_url, at.app_url, proxy_url=at.proxy_url)
    except GatepostError as error:
        note("refusal", name=error.code)
        raise
    note("identity")
    return identity


def _ask_again() -> None:
    auth.send(Check())
    current = session()
    current.notice, current.retries = None, 0


def _ignore(report: AdhocReport) -> None:
    """An app that asked for no reports gets none."""


def _log_error(error: ErrorReport) -> None:
    _log.info("the frame reports %s", error.code)

"""What the sign-in page reports, and what becomes of it in the session."""

from __future__ import annotations

import logging

from gatepost.errors import ComponentUnavailable, GatepostError, HandoverError
from gatepost.identity.handover import redeem
from gatepost.identity.person import Identity
from gatepost.identity.session import Session, session
from gatepost.language import Sentence, write
from gatepost.pages.sign_in_page import SignInPage
from gatepost.secret import Secret
from gatepost.settings import settings
from gatepost.wire.events import Check, ErrorReport, StatusUpdate

_log = logging.getLogger("gatepost")

# Failures that may be over by the time the frame checks again. No others are retried.
_PASSING = (ComponentUnavailable, HandoverError)
_MOST_RETRIES = 3

auth = SignInPage()
"""The framed page that signs people in; ``auth.send`` sends it commands."""


def handle_status(status: StatusUpdate) -> None:
    """Take over what the frame reports."""
    # Read the session first, and once. Streamlit can interrupt at any access; the event would be
    # redelivered, but its verifier already spent.
    current = session()
    shown = _shown(current)
    _note_answer(current)
    if status.reason == "signed_out":
        current.notice = None
        current.is_rerun_wanted |= current.take_over(None)
    elif status.reason == "declined":
        current.step_ups.decline(status.step_up, status.code, status.message or write("declined"))
        current.is_rerun_wanted = True
    elif status.handover and status.challenge:
        is_redeemed = _handle_handover(current, status.handover, status.challenge)
        if is_redeemed and status.reason == "stepped_up":
            current.is_rerun_wanted |= current.step_ups.accept(status.step_up)
    current.inform_app()  # last: if the app's hook is interrupted, this event is redelivered
    current.is_rerun_wanted |= shown != _shown(current)


def handle_error(error: ErrorReport) -> None:
    """Log an error of the frame, which shows it itself."""
    _log.info("the frame reports %s", error.code)
    _note_answer(session())


def _note_answer(current: Session) -> None:
    """Note that it is known who is signed in, or that it can't be known now."""
    if not current.has_answered and current.is_awaited:
        current.is_rerun_wanted = True
    current.has_answered = True


def _shown(current: Session) -> tuple[bool, str | None]:
    """Return what ``sign_in`` draws of failures."""
    return current.presence.has_failed, current.notice


def _handle_handover(current: Session, handover: str, challenge: str) -> bool:
    """Redeem a handover; return whether that is done, now or before."""
    received = Secret(f"{challenge} {handover}")
    if received == current.redeemed:
        return True  # redelivered
    try:
        identity = _redeem(current, handover, challenge)
    except GatepostError as error:
        _refuse(current, error)
        return False
    was_asked_for = current.renewal == "asked"
    current.renewal = "done" if was_asked_for else "idle"
    current.redeemed, current.notice, current.retries = received, None, 0
    current.is_rerun_wanted |= current.take_over(identity) or was_asked_for
    return True


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
        raise HandoverError(Sentence("sign_in_expired"))
    record(auth.page, "redeem")
    try:
        at = settings()
        identity = redeem(handover, verifier, at.component_url, at.app_url, proxy_url=at.proxy_url)
    except GatepostError as error:
        record(auth.page, "refusal", name=error.code)
        raise
    record(auth.page, "identity")
    return identity

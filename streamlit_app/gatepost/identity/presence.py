"""Keep the app informed about who is signed in, through its hook ``on_change``.

A change counts once the hook has returned. Until then nobody is signed in, so that nobody gets
access to what the previous person left: a hook that raises, or that Streamlit interrupts, is called
again in the next run. The hook itself runs as the new person, whose token it may need.
"""

from __future__ import annotations

import logging
import secrets

from gatepost.identity.handover import Identity, User
from gatepost.identity.session import Session, restore
from gatepost.script_run import is_interruption

_log = logging.getLogger("gatepost")


def take_over(session: Session, identity: Identity | None) -> bool:
    """Take over an identity; return whether the app has to rerun for it.

    Call ``follow`` next, as the last thing: the hook can end the run.
    """
    session.presence.waiting = None
    is_news = session.replace(identity)
    return is_news or is_due(session)


def is_due(session: Session) -> bool:
    """Return whether the app has yet to be told who is signed in, or that nobody is."""
    known = session.presence
    return known.waiting is not None or _sub(session.user) != _sub(known.user)


def follow(session: Session) -> None:
    """Call the app's hook if the app has yet to be told who is signed in."""
    known = session.presence
    if known.is_changing or not is_due(session):
        return
    session.identity = known.waiting = known.waiting or session.identity
    if _sub(known.user) == _sub(session.user) or _change(session):
        known.waiting = None


def _change(session: Session) -> bool:
    """Drop the previous person's commands and call the hook; return whether it returned."""
    known, now = session.presence, session.user
    for mailbox in session.mailboxes.values():
        if not mailbox.stays_loaded:
            mailbox.commands.clear()
    known.is_changing, is_done = True, False
    try:
        if known.on_change:
            known.on_change(known.user, now)
            restore(session)  # the hook may clear all state
        is_done = True
    except Exception:  # noqa: BLE001 - an app's hook may raise anything
        _log.exception("the hook on_change failed")
        known.has_failed = True
    except BaseException as error:
        is_done = not is_interruption(error)  # the hook ended the run itself, as with st.stop()
        raise
    finally:
        known.is_changing = False
        if is_done:
            known.user, known.has_failed = now, False
            known.id = secrets.token_urlsafe(16) if now else None
        else:
            session.identity = None
    return is_done


def _sub(user: User | None) -> str | None:
    return user.sub if user else None

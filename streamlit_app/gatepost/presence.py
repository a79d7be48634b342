"""The person whom the app knows of, and what it does when that is somebody else."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from gatepost.interruption import is_interruption
from gatepost.outbox import Mailbox
from gatepost.reruns import Reruns
from gatepost.session import Identity, Session, User

_log = logging.getLogger("gatepost")
_STATE = "gatepost.presence"

OnChange = Callable[[User | None, User | None], None]
"""Called with the person before and the person now; None is nobody."""


@dataclass
class Presence:
    """Who the app knows to be signed in to one session.

    A change counts once the app's hook has returned. Until then nobody is signed in, so that no
    person is let in to what the one before has left: a hook that raises, or that Streamlit
    interrupts, is called again with the next run. The hook itself runs as the new person, whose
    token it may need.

    Attributes:
        id: What framed pages know the person by: random, and another one after each change; None
            for nobody.
        user: The person.
        on_change: The app's hook.
        has_failed: Whether the hook has raised, and has not returned since.
        mailboxes: Those of the pages that are loaded again after a change.
    """

    id: str | None = None
    user: User | None = None
    on_change: OnChange | None = None
    has_failed: bool = False
    mailboxes: list[Mailbox] = field(default_factory=list)
    _waiting: Identity | None = None
    _is_changing: bool = False

    def __getstate__(self) -> dict[str, Any]:
        """Leave the hook out: Streamlit may pickle the session state, and few functions can be."""
        return {**self.__dict__, "on_change": None}

    def take_over(self, session: Session, identity: Identity | None) -> bool:
        """Take over an identity; tells whether that is news to the app.

        Call ``follow`` next, when nothing more is to be done: the hook may end the run.
        """
        self._waiting = None
        is_news = session.replace(identity)
        return is_news or self.is_due(session)

    def is_due(self, session: Session) -> bool:
        """Whether the app does not know yet who is signed in, or that nobody is."""
        return self._waiting is not None or _sub(session.user) != _sub(self.user)

    def follow(self, session: Session) -> None:
        """Have the app know who is signed in, if it does not yet."""
        if self._is_changing or not self.is_due(session):
            return
        session.identity = self._waiting = self._waiting or session.identity
        before, now = self.user, session.user
        if _sub(before) == _sub(now) or self._change(session, before, now):
            self._waiting = None

    def _change(self, session: Session, before: User | None, now: User | None) -> bool:
        """Forget what waits for the person before, and call the hook; tells whether it returned."""
        for mailbox in self.mailboxes:
            mailbox.commands.clear()
        self._is_changing, is_done = True, False
        try:
            self._call_hook(before, now)
            is_done = True
        except Exception:  # noqa: BLE001 - an app's hook may raise anything
            _log.exception("the handler of a change of the person failed")
            self.has_failed = True
        except BaseException as error:
            is_done = not is_interruption(error)  # it has ended the run itself, as with st.stop()
            raise
        finally:
            self._is_changing = False
            if is_done:
                self.user, self.has_failed = now, False
                self.id = secrets.token_urlsafe(16) if now else None
            else:
                session.identity = None
        return is_done

    def _call_hook(self, before: User | None, now: User | None) -> None:
        if not self.on_change:
            return
        own = {key: kept for key, kept in st.session_state.items() if isinstance(kept, _OWN)}
        self.on_change(before, now)
        for key in own.keys() - st.session_state.keys():  # it may clear all that there is
            st.session_state[key] = own[key]


_OWN = (Mailbox, Presence, Reruns, Session)


def _sub(user: User | None) -> str | None:
    return user.sub if user else None


def presence() -> Presence:
    """The presence in this session."""
    kept: Presence = st.session_state.setdefault(_STATE, Presence())
    return kept

"""A framed page of the remote component, and the messages between it and the app."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from typing import Any

import msgspec
import streamlit as st

from gatepost.errors import MessageError
from gatepost.identity.session import Session, session
from gatepost.pages.address import address_of
from gatepost.pages.dispatch import dispatch, report
from gatepost.pages.mount import mount
from gatepost.script_run import checked_place, is_interruption
from gatepost.wire.events import (
    MAX_LOCALE,
    VERSION,
    Command,
    Envelope,
    EventMessage,
    Props,
    StatusUpdate,
)
from gatepost.wire.mailbox import Handler, Handlers, Mailbox, is_name, parse_envelope
from gatepost.wire.names import command_name, event_name

_log = logging.getLogger("gatepost")

# The session whose events are being handled. Streamlit can interrupt a run at any access to
# the session state, and an answer that is ready must reach the mailbox.
_handling: ContextVar[Session | None] = ContextVar("_handling", default=None)


class RemoteComponent:
    """A framed page of the component; all its state is in the Streamlit session.

    The frame and its connection to Python are drawn separately. When a fragment runs right after
    the whole app, Streamlit 1.67 removes from its queue what the app's run drew in that fragment,
    but still reports the run as complete, and the browser removes what it did not receive.
    Drawing a connection again costs nothing; a frame would reload its page.

    Args:
        page: Name of the page at the component, such as ``auth0``.
        title: Name of the frame for screen readers.
        key: Streamlit's key for the frame; needed if one page is drawn twice.
        stays_loaded: Whether the page stays when the person changes, like the sign-in page. Every
            other page is reloaded, and commands that wait for it are dropped.
        url: Address of a page that the component does not serve (docs/own-pages.md).
    """

    def __init__(
        self,
        page: str,
        *,
        title: str,
        key: str | None = None,
        stays_loaded: bool = False,
        url: str | None = None,
    ) -> None:
        self.page, self.title, self.stays_loaded, self.url = page, title, stays_loaded, url
        self.key = key or f"gatepost_{page}"

    def send(self, command: Command) -> None:
        """Send the page a command, in order and exactly once.

        It is delivered at the next connection: call this from a callback, or before ``connect``.
        A command is not repeated if the browser closes the page while it runs.

        Raises:
            MessageError: The name of its class is not one that the contract allows.
        """
        if not is_name(name := command_name(type(command))):
            raise MessageError(f"{name!r} can't name a command: start its class name with A-Z.")
        self._mailbox.send(name, msgspec.to_builtins(command))

    def draw(self) -> None:
        """Draw the frame, once per run and outside any fragment.

        Raises:
            SettingsError: The component's address is missing or malformed.
            PageNotAllowed: The operator's list does not name the origin of the page's ``url``.
            PlacementError: A frame can't work in this place, such as in a form.
        """
        with checked_place(self.page):
            self._draw_host(self.key, self._place)

    def _draw_host(self, key: str, data: dict[str, Any]) -> None:
        # A function, since the handlers are those of the connection, which is drawn later.
        receive = lambda: self._receive(key, self._mailbox.handlers)  # noqa: E731
        mount("host", key, data, on_envelope_change=receive)

    @property
    def _place(self) -> dict[str, Any]:
        src, person = address_of(self.page, self.url), session().presence.id
        shown = {"src": src, "title": self.title, "own": self.url is not None}
        return {**self._channel, **shown, "person": person}

    def connect(self, *handlers: Handler) -> None:
        """Connect the page: deliver the commands it was sent, and dispatch its events.

        Handlers are called before the next run begins. If you connect in a fragment, an event
        reruns only that fragment. A handler that raises is logged and reported as an
        ``ErrorReport``; the next events are still handled, and the failed one is not redelivered.
        If Streamlit interrupts a handler, which it can do wherever the handler reads or writes
        ``st.session_state``, the event is redelivered.

        Args:
            handlers: One for each class of events, such as ``on(PasswordFound, take_password)``.
        """
        current = session()
        mailbox = self._mailbox_in(current)
        mailbox.handlers = known = {one.kind: one.handle for one in handlers}
        if current.is_rerun_wanted:
            current.is_rerun_wanted = False
            st.rerun(scope="app")
        props = self._props(
            current,
            v=VERSION,
            session=mailbox.session,
            person=current.presence.id,
            commands=mailbox.commands,
            locale=_locale(),
        )
        mount(
            "connection",
            self._connection_key,
            {
                **self._channel,
                # As text: for a dict Streamlit would import pandas, which takes seconds.
                "props": msgspec.json.encode(props).decode(),
                "ack": msgspec.json.encode(mailbox.ack).decode(),
                "ends_in": self._milliseconds_left(current),
            },
            on_envelope_change=lambda: self._receive(self._connection_key, known),
        )

    def _props(self, current: Session, **common: Any) -> Props:  # noqa: ARG002 - the sign-in's does
        return Props(**common)

    def _milliseconds_left(self, current: Session) -> float | None:  # noqa: ARG002 - as above
        """Return when the app has to rerun by itself; None for never."""
        return None

    @property
    def _channel(self) -> dict[str, str]:
        """Return the names by which frame and connection find each other in the browser."""
        return {"key": self.key, "page": self.page, "session": self._mailbox.session}

    @property
    def _connection_key(self) -> str:
        return f"{self.key}.connection"

    @property
    def _mailbox(self) -> Mailbox:
        return self._mailbox_in(_handling.get() or session())

    def _mailbox_in(self, current: Session) -> Mailbox:
        # A session can outlive a deployment; messages numbered under another contract are dropped.
        key = f"{self.key}.{VERSION}"
        if key not in current.mailboxes:
            current.mailboxes[key] = Mailbox(stays_loaded=self.stays_loaded)
        return current.mailboxes[key]

    def _receive(self, key: str, handlers: Handlers) -> None:
        drawn = st.session_state.get(key)
        if drawn is None:
            return  # the view is no longer drawn; the host sends the events again when it is
        current = session()
        before = _handling.set(current)
        try:
            self._handle_all(parse_envelope(drawn.get("envelope")), current, handlers)
        except MessageError as error:
            report(error, handlers)
        finally:
            _handling.reset(before)
        if resumed := current.step_ups.take_resumed():
            resumed()  # here, where Streamlit shows what it raises, as for any callback

    def _handle_all(self, envelope: Envelope, current: Session, handlers: Handlers) -> None:
        mailbox = self._mailbox_in(current)
        with mailbox.taken() as is_free:
            if not is_free:
                return  # nothing is acknowledged, so the host sends the events again
            for message in mailbox.accept(envelope):
                try:
                    if not self._is_stale(message, current):
                        dispatch(message, handlers, self, current)
                except BaseException as error:
                    if not is_interruption(error):
                        mailbox.acknowledge(envelope.boot, message.seq)
                    raise
                mailbox.acknowledge(envelope.boot, message.seq)

    def _is_stale(self, event: EventMessage, current: Session) -> bool:
        """Return whether an event was sent for a previous person; never for a sign-in's status."""
        is_status = self.stays_loaded and event.name == event_name(StatusUpdate)
        return event.person not in (None, current.presence.id) and not is_status


def _locale() -> str:
    locale = st.context.locale or ""
    return locale if 0 < len(locale) <= MAX_LOCALE else "en"

"""A framed page of the remote component, and the messages between it and the app."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import streamlit as st

from gatepost import trace
from gatepost.current import session
from gatepost.errors import GatepostError, MessageError
from gatepost.events import (
    VERSION,
    ActionAnswer,
    ActionRequest,
    ErrorReport,
    Event,
    Message,
    Outbox,
    StatusUpdate,
    command_name,
    event_name,
    is_name,
    parse_event,
    parse_outbox,
)
from gatepost.interruption import is_interruption
from gatepost.outbox import Handlers, Mailbox
from gatepost.placement import checked
from gatepost.presence import Presence, presence
from gatepost.reruns import rerun_if_wanted
from gatepost.session import Identity
from gatepost.settings import settings

_log = logging.getLogger("gatepost")

# The mailbox whose events are being handled, by its place in the session. Streamlit may end a run
# wherever its session state is read, and an answer that is ready has to get into the mailbox.
_in_use: ContextVar[tuple[str, Mailbox] | None] = ContextVar("_in_use", default=None)


@cache
def _mount(name: str) -> Callable[..., Any]:
    script = Path(__file__).with_name(f"{name}.gen.js").read_text("utf-8")
    return st.components.v2.component(f"gatepost_{name}", js=script)


class RemoteComponent:
    """A framed page. The object is only a handle: all state is in the Streamlit session.

    The frame and its connection to Python are drawn apart. When a fragment runs right behind the
    whole app, Streamlit 1.67 drops from its queue what that run drew in the fragment, but tells the
    browser that the run is complete, and the browser removes what it did not see. A connection
    that is drawn anew costs nothing; a frame would load its page again.

    Args:
        page: Name of the page at the component, such as ``auth0``.
        title: What a screen reader calls the frame.
        key: Key of the frame's mount; needed when one page is drawn twice.
        stays_loaded: Whether the page stays when the person changes, as the one does that signs
            people in. Every other page is loaded again, and what it was sent before is dropped.
    """

    def __init__(
        self, page: str, *, title: str, key: str | None = None, stays_loaded: bool = False
    ) -> None:
        self.page = page
        self.stays_loaded = stays_loaded
        self.title = title
        self.key = key or f"gatepost_{page}"

    def send(self, command: object) -> None:
        """Send the page a command, in order and exactly once.

        It leaves with the next connection: call this from a callback, or before ``connect``. A
        command is not repeated if the browser ends the page while it runs.

        Args:
            command: A frozen dataclass; its name on the wire is ``showText`` for ``ShowText``.
        """
        self._mailbox.send(command_name(type(command)), msgspec.to_builtins(command))

    @checked
    def draw(self) -> None:
        """Draw the frame; outside of any fragment, and once in a run.

        Raises:
            SettingsError: The component's address is missing or malformed.
            PlacementError: No frame can work in this place, such as in a form.
        """
        address = f"{settings().component_url}/frame/{quote(self.page, safe='')}"
        frame = {"src": address, "title": self.title, "person": presence().id}
        _mount("host")(
            key=self.key,
            data={**self._channel, **frame},
            on_outbox_change=lambda: self._receive(self.key, self._mailbox.handlers),
        )

    def connect(
        self,
        handlers: Handlers,
        *,
        challenge: str | None = None,
        identity: Identity | None = None,
    ) -> None:
        """Connect the page: give it what was sent, and hand its events to the handlers.

        They are called before the next run begins. Connect in a fragment, and only that fragment
        runs again for an event. A handler that raises is logged and reported as an
        ``ErrorReport``; the events after it still arrive, and the failed one is not repeated. One
        that Streamlit interrupts, which it may do where a handler reads or writes
        ``st.session_state``, is called again for the same event.

        Args:
            handlers: What to do with an event, by its class: one of ``EVENTS``, or a frozen
                dataclass of the app's own, ``onPasswordFound`` on the wire for ``PasswordFound``.
            challenge: For the sign-in only.
            identity: For the sign-in only; when it ends, the app runs again.
        """
        mailbox = self._mailbox  # first: for another browser the whole app runs again
        mailbox.handlers = handlers
        rerun_if_wanted()
        props = mailbox.props(
            challenge=challenge,
            person=presence().id,
            grant=identity.id if identity else None,
            locale=st.context.locale or "en",
        )
        _mount("connection")(
            key=self._connection_key,
            data={
                **self._channel,
                # As text: Streamlit loads pandas, in seconds, to see whether a dict is a table.
                "props": msgspec.json.encode(props).decode(),
                "ends_in": identity.seconds_left * 1_000 if identity else None,
            },
            on_outbox_change=lambda: self._receive(self._connection_key, handlers),
        )

    @property
    def _channel(self) -> dict[str, str]:
        """Where frame and connection find each other in the browser."""
        return {"key": self.key, "page": self.page, "session": self._mailbox.session}

    @property
    def _connection_key(self) -> str:
        return f"{self.key}.connection"

    @property
    def _mailbox(self) -> Mailbox:
        in_use = _in_use.get()
        if in_use and in_use[0] == self._state_key:
            return in_use[1]
        owner = session()
        mailbox: Mailbox | None = st.session_state.get(self._state_key)
        if mailbox is None or mailbox.owner is not owner:
            mailbox = st.session_state[self._state_key] = Mailbox(owner=owner)
            if not self.stays_loaded:
                presence().mailboxes.append(mailbox)
        return mailbox

    @property
    def _state_key(self) -> str:
        # A session may outlive a deployment; what is numbered in another contract is not read on.
        return f"{self.key}.mailbox.{VERSION}"

    def _receive(self, key: str, handlers: Handlers) -> None:
        drawn = st.session_state.get(key)
        if drawn is None:
            return  # its view was left meanwhile; the host says it again when it is back
        mailbox, known = self._mailbox, presence()
        before = _in_use.set((self._state_key, mailbox))
        try:
            self._handle_all(parse_outbox(drawn.get("outbox")), mailbox, known, handlers)
        except MessageError as error:
            _report(error, handlers)
        finally:
            _in_use.reset(before)

    def _handle_all(
        self, outbox: Outbox, mailbox: Mailbox, known: Presence, handlers: Handlers
    ) -> None:
        with mailbox.taken() as is_free:
            if not is_free:
                return  # nothing is acknowledged, and the host sends it again
            for message in mailbox.accept(outbox):
                try:
                    if not self._is_of_the_past(message, known):
                        self._handle(message, handlers)
                except BaseException as error:
                    if not is_interruption(error):
                        mailbox.acknowledge(outbox.boot, message.seq)
                    raise
                mailbox.acknowledge(outbox.boot, message.seq)

    def _is_of_the_past(self, event: Event, known: Presence) -> bool:
        """Whether an event was sent for a person who is gone, and is not about that itself."""
        is_about_that = self.stays_loaded and event.name == event_name(StatusUpdate)
        return event.person not in (None, known.id) and not is_about_that

    def _handle(self, message: Message, handlers: Handlers) -> None:
        try:
            event = parse_event(message, own=handlers)
        except MessageError as error:
            _report(error, handlers)
            self._refuse_request(message, error)
            return
        trace.notes(self.page)("receive", name=event_name(type(event)), seq=message.seq)
        handler = handlers.get(type(event))
        try:
            if handler:
                handler(event)
        except GatepostError as error:
            _report(error, handlers)
        except Exception:  # noqa: BLE001 - an app's handler may raise anything
            _log.exception("the handler of %s failed", message.name)
            if type(event) is not ErrorReport:
                _tell(handlers, "handler_failed", f"The app failed at {message.name}.")

    def _refuse_request(self, message: Message, error: MessageError) -> None:
        """Answer a malformed request too: the page may wait for it."""
        request = message.data.get("id")
        if event_name(ActionRequest) == message.name and is_name(request):
            self.send(ActionAnswer(id=request, code=error.code, data={"message": error.message}))


def _report(error: GatepostError, handlers: Handlers) -> None:
    _log.warning("%s: %s", error.code, error)
    _tell(handlers, error.code, error.message)


def _tell(handlers: Handlers, code: str, message: str) -> None:
    handler = handlers.get(ErrorReport)
    try:
        if handler:
            handler(ErrorReport(code=code, message=message))
    except Exception:  # noqa: BLE001 - an app's handler may raise anything
        _log.exception("the handler of onError failed")

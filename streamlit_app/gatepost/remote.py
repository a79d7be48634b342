"""A framed page of the remote component, and the messages between it and the app."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import streamlit as st

from gatepost.errors import GatepostError
from gatepost.events import Event, Message, parse_event, parse_outbox
from gatepost.outbox import Mailbox
from gatepost.settings import settings

_log = logging.getLogger("gatepost")

Handlers = Mapping[type[Event], Callable[[Any], None]]
"""What to do with an event, by its class."""


@cache
def _host() -> Callable[..., Any]:
    js = Path(__file__).with_name("host.js").read_text("utf-8")
    return st.components.v2.component("gatepost_host", js=js)


class RemoteComponent:
    """A framed page. The object is only a handle: all state is in the Streamlit session.

    Args:
        page: Name of the page at the component, such as ``auth0``.
        title: What a screen reader calls the frame.
        key: Key of the mount; needed when one page is drawn twice.
    """

    def __init__(self, page: str, *, title: str, key: str | None = None) -> None:
        self.page = page
        self.title = title
        self.key = key or f"gatepost_{page}"

    def send(self, name: str, **data: Any) -> None:
        """Send the page a command, in order and exactly once.

        It leaves with the next drawing: call this from a callback, or before ``draw`` runs.
        """
        self._mailbox.send(name, data)

    def draw(self, handlers: Handlers, *, challenge: str | None = None) -> None:
        """Draw the frame, and hand its events to the handlers before the next run begins.

        A handler that raises is logged; the events after it still arrive.

        Raises:
            SettingsError: The component's address is missing or malformed.
        """
        mailbox = self._mailbox
        props = mailbox.props(challenge=challenge, locale=st.context.locale or "en")
        _host()(
            key=self.key,
            data={
                "src": f"{settings().component_url}/frame/{quote(self.page, safe='')}",
                "title": self.title,
                "props": msgspec.to_builtins(props),
            },
            on_outbox_change=lambda: self._receive(handlers),
        )

    @property
    def _mailbox(self) -> Mailbox:
        state_key = f"{self.key}.mailbox"
        if state_key not in st.session_state:
            st.session_state[state_key] = Mailbox()
        mailbox: Mailbox = st.session_state[state_key]
        return mailbox

    def _receive(self, handlers: Handlers) -> None:
        payload = st.session_state[self.key].get("outbox")
        try:
            messages = self._mailbox.accept(parse_outbox(payload))
        except GatepostError as error:
            _log.warning("%s: %s", error.code, error)
            return
        for message in messages:
            self._handle(message, handlers)

    def _handle(self, message: Message, handlers: Handlers) -> None:
        try:
            event = parse_event(message)
            handler = handlers.get(type(event))
            if handler:
                handler(event)
        except GatepostError as error:
            _log.warning("%s: %s", error.code, error)
        except Exception:  # noqa: BLE001 - an app's handler may raise anything
            _log.exception("the handler of %s failed", message.name)

"""Dispatch an event of a framed page to the app's handler of its class."""

from __future__ import annotations

import logging
from typing import Protocol

from gatepost.errors import GatepostError, MessageError
from gatepost.identity.session import Session
from gatepost.language import write
from gatepost.wire.events import ActionAnswer, ActionRequest, Command, ErrorReport, Event, Message
from gatepost.wire.mailbox import Handlers, is_name, parse_event
from gatepost.wire.names import event_name

_log = logging.getLogger("gatepost")


class Sender(Protocol):
    """The framed page that sent the event, and may be waiting for an answer."""

    page: str

    def send(self, command: Command) -> None:
        """Send it a command."""


def dispatch(message: Message, handlers: Handlers, sender: Sender, current: Session) -> None:
    """Call the handler of an event; whatever fails is logged and reported as an ``ErrorReport``."""
    try:
        event = parse_event(message, own=handlers)
    except MessageError as error:
        report(error, handlers)
        if message.name == event_name(ActionRequest):
            _refuse(message.data.get("id"), error.code, error.message, sender)
        return
    handler = handlers.get(type(event)) if event else None
    if event:
        current.trace.record(sender.page, "receive", name=message.name, seq=message.seq)
    if event is None or handler is None:
        _note_unhandled(event, message.name, sender)
        return
    try:
        handler(event)
    except GatepostError as error:
        report(error, handlers)
    except Exception:  # noqa: BLE001 - an app's handler may raise anything
        _log.exception("the handler of %s failed", message.name)
        if type(event) is not ErrorReport:
            _emit_error(handlers, "handler_failed", write("handler_failed", event=message.name))


def report(error: GatepostError, handlers: Handlers) -> None:
    """Log an error, and let the app's handler of errors know."""
    _log.warning("%s: %s", error.code, error)
    _emit_error(handlers, error.code, error.message)


def _note_unhandled(event: Event | None, name: str, sender: Sender) -> None:
    """Log an event that the app does not use; a page may report more than each app needs."""
    if isinstance(event, ErrorReport):
        _log.warning("the page %s reported the error %s", sender.page, event.code)
        return
    _log.info("the app handles no %s of the page %s", name, sender.page)
    if isinstance(event, ActionRequest):
        _refuse(event.id, "unknown_action", write("action_unknown"), sender)


def _refuse(request: object, code: str, message: str, sender: Sender) -> None:
    """Answer a request that can't be handled: the page may be waiting."""
    if is_name(request):
        sender.send(ActionAnswer(id=request, code=code, data={"message": message}))


def _emit_error(handlers: Handlers, code: str, message: str) -> None:
    handler = handlers.get(ErrorReport)
    try:
        if handler:
            handler(ErrorReport(code=code, message=message))
    except Exception:  # noqa: BLE001 - an app's handler may raise anything
        _log.exception("the handler of onError failed")

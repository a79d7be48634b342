"""Framed pages in an ``AppTest``: their settings and session, what they send and are sent.

If a later release of Streamlit moves the private names that are used here, a test fails.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from typing import Any

import streamlit as st
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.errors import StreamlitSecretNotFoundError
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ElementTree, Widget

from gatepost.identity.session import SESSION_KEY, Session
from gatepost.pages.sign_in_events import auth
from gatepost.wire.events import VERSION, StatusUpdate
from gatepost.wire.names import event_name

# Names that lead nowhere (RFC 6761, section 6.2).
_SETTINGS = {
    "component_url": "https://component.test",
    "app_url": "https://app.test",
    "api_url": "https://api.test",
}


class _Event(Widget):
    """An event of the frame, which the next run delivers as the value of a widget."""

    def __init__(self, state: WidgetState, root: ElementTree) -> None:
        self.proto, self.root = BidiComponent(), root
        self.type, self.key, self._state = "gatepost_event", None, state

    @property
    def value(self) -> None:
        """Return nothing: it is no element of the app's."""

    @property
    def _widget_state(self) -> WidgetState:
        return self._state


def session_of(at: AppTest) -> Session:
    """Return the Python session of a test, whose missing settings are supplied."""
    if SESSION_KEY not in at.session_state:
        start(at, Session())
    current: Session = at.session_state[SESSION_KEY]
    return current


def start(at: AppTest, session: Session) -> None:
    """Begin with a session, as after a reload."""
    at.session_state[SESSION_KEY] = session
    at.secrets = {**_secrets(), **at.secrets}
    own = at.secrets.get("gatepost", {})
    # No test calls Google: an API that is private in the app's own settings counts as public.
    at.secrets["gatepost"] = {**_SETTINGS, **own, "api_google_identity": ""}


def report(at: AppTest, reason: str, **data: Any) -> bool:
    """Let the frame report a status in the next run; return whether one has been drawn."""
    return deliver(at, auth.page, [(event_name(StatusUpdate), {"reason": reason, **data})])


def deliver(at: AppTest, page: str, events: Iterable[tuple[str, dict[str, Any]]]) -> bool:
    """Let a page send events in the next run; return whether it has been connected."""
    connection, _ = _connection(at, page)
    if connection is None:
        return False
    messages = [
        {"seq": seq, "name": name, "data": data} for seq, (name, data) in enumerate(events, start=1)
    ]
    boot = secrets.token_urlsafe(16)
    envelope = {"v": VERSION, "boot": boot, "received": 0, "events": messages}
    state = WidgetState(
        id=_make_trigger_id(connection.id, "events"),
        json_trigger_value=json.dumps([{"event": "envelope", "value": envelope}]),
    )
    at.main.children[min(at.main.children, default=0) - 1] = _Event(state, at.main.root)
    return True


def commands_of(at: AppTest, page: str) -> list[dict[str, Any]] | None:
    """Return the commands that wait for a page, in order; None if it is not connected."""
    _, drawn = _connection(at, page)
    return None if drawn is None else list(json.loads(drawn["props"])["commands"])


def _connection(at: AppTest, page: str) -> tuple[BidiComponent | None, dict[str, Any] | None]:
    for element in at.get("bidi_component"):
        drawn = element.proto
        if drawn.component_name != "gatepost_connection":
            continue
        if (data := json.loads(drawn.json))["page"] == page:
            return drawn, data
    return None, None


def _secrets() -> dict[str, Any]:
    """Return the app's own secrets: those of a test would replace them as a whole."""
    try:
        return st.secrets.to_dict()
    except StreamlitSecretNotFoundError:
        return {}

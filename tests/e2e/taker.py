"""Somebody with a session id of another person's: a bare WebSocket client of Streamlit."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Self
from urllib.request import Request

from playwright.sync_api import BrowserContext, Page
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from gatepost.identity.browser import COOKIE

RUN_SECONDS, QUIET_SECONDS = 20, 0.8
NO_TOKEN = "PLACEHOLDER_AUTH_TOKEN"  # what Streamlit's own page sends in place of one


@contextmanager
def connected(url: str, session: str = "", cookie: str | None = None) -> Iterator[Client]:
    """Connect to Streamlit's server.

    Args:
        url: Address of the app.
        session: The Streamlit session to present; empty for a new one.
        cookie: Value of Streamlit's own cookie, if any.
    """
    entries = ["streamlit", NO_TOKEN, *([session] if session else [])]
    with connect(
        f"{url.replace('http', 'ws', 1)}/_stcore/stream",
        subprotocols=[Subprotocol(entry) for entry in entries],
        additional_headers={"Cookie": f"{COOKIE}={cookie}"} if cookie else None,
        max_size=None,
        proxy=None,
    ) as socket:
        yield Client(socket)


class Client:
    """Speaks to Streamlit's server as its page does."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    def run(self, quiet: float = QUIET_SECONDS, **state: Any) -> list[bytes]:
        """Ask for a run; gives all that comes back, until it has ended and Streamlit is quiet."""
        asked = BackMsg(rerun_script=ClientState(**state))
        self._socket.send(asked.SerializeToString())
        received: list[bytes] = []
        has_ended = False
        while True:
            try:
                message = self._socket.recv(timeout=quiet if has_ended else RUN_SECONDS)
            except TimeoutError:
                assert has_ended, "Streamlit runs the app for whoever comes"
                return received
            assert isinstance(message, bytes)
            received.append(message)
            has_ended |= ForwardMsg.FromString(message).HasField("script_finished")


@dataclass(frozen=True)
class Known:
    """What any visitor learns of the app from a session of their own: the ids of its parts.

    They are the same in everybody's session.
    """

    button: str
    connection: str
    fragments: tuple[str, ...]

    @classmethod
    def of(cls, url: str) -> Self:
        """Visit the app without signing in."""
        with connected(url) as visitor:
            messages = [ForwardMsg.FromString(message) for message in visitor.run()]
        deltas = [message.delta for message in messages if message.HasField("delta")]
        elements = [delta.new_element for delta in deltas]
        drawn = [e.bidi_component for e in elements if e.HasField("bidi_component")]
        return cls(
            button=next(e.button.id for e in elements if e.button.label == "Call pong"),
            connection=next(e.id for e in drawn if "props" in json.loads(e.json)),
            fragments=tuple({delta.fragment_id: None for delta in deltas if delta.fragment_id}),
        )

    def forged(self, name: str, **data: object) -> WidgetStates:
        """The widget states of an envelope with one event."""
        envelope = {
            "v": 1,
            "boot": "boot-of-the-taker",
            "received": 0,
            "events": [{"seq": 1, "name": name, "data": data}],
        }
        value = json.dumps([{"event": "envelope", "value": envelope}])
        trigger = _make_trigger_id(self.connection, "events")
        return WidgetStates(widgets=[WidgetState(id=trigger, json_trigger_value=value)])

    def pressed(self) -> WidgetStates:
        """The widget states of a press on the button that has Python call the API."""
        return WidgetStates(widgets=[WidgetState(id=self.button, trigger_value=True)])


def own_cookie(url: str, before: str | None = None) -> str:
    """Streamlit's cookie as a browser gets it: a new one, or the one it has with another mask."""
    headers = {"Cookie": f"{COOKIE}={before}"} if before else {}
    with urllib.request.urlopen(Request(f"{url}/_stcore/health", headers=headers)) as answer:
        cookie: str = answer.headers["Set-Cookie"]
    return cookie.partition(";")[0].removeprefix(f"{COOKIE}=")


def watch_sessions(browser: BrowserContext) -> dict[Page, str]:
    """The newest Streamlit session of each tab that is opened from now on."""
    sessions: dict[Page, str] = {}

    def note(page: Page, payload: str | bytes) -> None:
        if isinstance(payload, bytes):
            session = ForwardMsg.FromString(payload).new_session.initialize.session_id
            if session:
                sessions[page] = session

    def watch(page: Page) -> None:
        page.on("websocket", lambda socket: socket.on("framereceived", partial(note, page)))

    browser.on("page", watch)
    return sessions

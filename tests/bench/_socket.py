"""A WebSocket client without threads, for thousands of them in one process."""

from __future__ import annotations

import socket
import ssl
from collections import deque

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.typing import Origin, Subprotocol
from websockets.uri import parse_uri

SECONDS = 60
NO_TOKEN = "PLACEHOLDER_AUTH_TOKEN"  # what Streamlit's own page sends in place of one
_DATA = {Opcode.CONT, Opcode.TEXT, Opcode.BINARY}


class StreamlitSocket:
    """Speaks to Streamlit's server as its page does."""

    def __init__(self, site: str) -> None:
        self._protocol = ClientProtocol(
            parse_uri(f"wss://{site}/_stcore/stream"),
            origin=Origin(f"https://{site}"),
            subprotocols=[Subprotocol("streamlit"), Subprotocol(NO_TOKEN)],
            max_size=None,
        )
        plain = socket.create_connection((site, 443), timeout=SECONDS)
        self._socket = ssl.create_default_context().wrap_socket(plain, server_hostname=site)
        self._parts = b""
        self._messages: deque[bytes] = deque()
        self._protocol.send_request(self._protocol.connect())
        self._send()

    def run(self) -> None:
        """Have the app run, until it has ended.

        Raises:
            OSError: The server is gone, or silent for too long.
        """
        asked = BackMsg(rerun_script=ClientState())
        while self._protocol.handshake_exc is None and self._protocol.state.name == "CONNECTING":
            self._read()
        self._protocol.send_binary(asked.SerializeToString())
        self._send()
        while True:
            while not self._messages:
                self._read()
            if ForwardMsg.FromString(self._messages.popleft()).HasField("script_finished"):
                return

    def close(self) -> None:
        """Close the connection, as a browser does whose tab is closed."""
        self._socket.close()

    def _send(self) -> None:
        for data in self._protocol.data_to_send():
            self._socket.sendall(data)

    def _read(self) -> None:
        data = self._socket.recv(65_536)
        if not data:
            raise ConnectionResetError("the server has closed the connection")
        self._protocol.receive_data(data)
        self._send()  # such as the answer to a ping
        for event in self._protocol.events_received():
            if isinstance(event, Frame) and event.opcode in _DATA:
                self._parts += event.data
                if event.fin:
                    self._messages.append(self._parts)
                    self._parts = b""

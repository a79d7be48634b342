"""A frame that is no page: it only keeps what it is sent."""

from __future__ import annotations

from streamlit.runtime.scriptrunner import StopException

from gatepost.wire.events import Command
from gatepost.wire.names import command_name


class SentCommands:
    """Stands in for the frame, and keeps what it is sent; a run may be ended in that first."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.interruptions = 0

    def send(self, command: Command) -> None:
        if self.interruptions:
            self.interruptions -= 1
            raise StopException
        self.names.append(command_name(type(command)))

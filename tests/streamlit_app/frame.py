"""A frame that is no page: it only keeps what it is told."""

from __future__ import annotations

from gatepost.events import command_name


class SentCommands:
    """Stands in for the frame, and keeps what it is told."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def send(self, command: object) -> None:
        self.names.append(command_name(type(command)))

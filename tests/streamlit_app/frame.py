"""A frame that is no page: it only keeps what it is told."""

from __future__ import annotations

from typing import Any


class SentCommands:
    """Stands in for the frame, and keeps what it is told."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def send(self, name: str, **_: Any) -> None:
        self.names.append(name)

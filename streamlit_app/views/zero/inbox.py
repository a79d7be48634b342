"""Accept texts from a twin: those of the right shape and length, each once."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

LIMIT = 200
NO_MESSAGE = "Ignored: this twin sends no such message."
WRONG_LENGTH = f"Rejected: send a text of 1 to {LIMIT} characters."

_log = logging.getLogger(__name__)


@dataclass
class Inbox:
    """How many messages of a twin were accepted, and the last one, exactly as it arrived.

    Attributes:
        twin: The twin's name in the log.
        number: Distinguishes messages with the same text.
        text: The last text; empty if none was accepted, or it was deleted.
        error: Why a later message was rejected; empty if none was.
    """

    twin: str
    count: int = 0
    number: int = 0
    text: str = ""
    at: str = ""
    error: str = ""

    def accept(self, message: object) -> bool:
        """Accept a message. The browser may send anything, and the same again in every run.

        Returns:
            Whether it is valid. If not, ``error`` says why, and the previous text stays.
        """
        match message:
            case {"number": int(number), "text": str(text), **others} if not others:
                error = _check(text)
            case _:
                number, text, error = 0, "", NO_MESSAGE
        if error and error != self.error:
            _log.warning("%s: %s", self.twin, error)
        self.error = error
        if not error and (number, text) != (self.number, self.text):
            self.count += 1
            self.number, self.text, self.at = number, text, now()
        return not error

    def delete_text(self) -> None:
        """Delete what a person wrote; how many messages there were stays."""
        self.text = self.error = ""


def now() -> str:
    """Return the server's time of day."""
    return time.strftime("%H:%M:%S")


def _check(text: str) -> str:
    if not 1 <= len(text) <= LIMIT:
        return WRONG_LENGTH
    # JSON can carry half of a surrogate pair, which Streamlit cannot send back to the page.
    return NO_MESSAGE if any("\ud800" <= half <= "\udfff" for half in text) else ""

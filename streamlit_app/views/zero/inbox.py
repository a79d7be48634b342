"""What Python takes from a twin: texts of the right shape and length, each of them once."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

LIMIT = 200
NO_MESSAGE = "Ignored: that was no message of this twin."
WRONG_LENGTH = f"Refused: a message has 1 to {LIMIT} characters."

_log = logging.getLogger(__name__)


@dataclass
class Inbox:
    """The messages of one twin.

    Attributes:
        twin: Names the twin in the log.
        count: How many messages were taken.
        number: The number of the last one, by which the twin tells equal texts apart.
        text: Its text, exactly as it came.
        at: When it came.
        refusal: Why what came after it was refused; empty if nothing was.
    """

    twin: str
    count: int = 0
    number: int = 0
    text: str = ""
    at: str = ""
    refusal: str = ""

    def take(self, message: object) -> bool:
        """Take a message; the browser may send anything, and the same again with every run.

        Returns:
            Whether it was one. If not, ``refusal`` says why, and the text before it stays.
        """
        match message:
            case {"number": int(number), "text": str(text), **others} if not others:
                refusal = _check(text)
            case _:
                number, text, refusal = 0, "", NO_MESSAGE
        if refusal and refusal != self.refusal:
            _log.warning("%s: %s", self.twin, refusal)
        self.refusal = refusal
        if not refusal and (number, text) != (self.number, self.text):
            self.count += 1
            self.number, self.text, self.at = number, text, now()
        return not refusal


def now() -> str:
    """Return the server's time of day."""
    return time.strftime("%H:%M:%S")


def _check(text: str) -> str:
    if not 1 <= len(text) <= LIMIT:
        return WRONG_LENGTH
    # JSON can carry half of a character, which Streamlit cannot send back to the page.
    return NO_MESSAGE if any("\ud800" <= half <= "\udfff" for half in text) else ""

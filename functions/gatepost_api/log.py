"""Write log entries as JSON objects, one per line, which Cloud Logging parses.

Log only text from this code base, numbers, settings and what the identity provider signed. Never
log a token, a header, or any other text that a caller chose.
"""

import json
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

Severity = Literal["INFO", "WARNING", "ERROR"]

_LOGGER = logging.getLogger("gatepost.functions")
_LEVELS = logging.getLevelNamesMapping()


def start() -> None:
    """Log entries of every severity, to standard error unless a handler is configured already."""
    _LOGGER.setLevel(logging.INFO)
    if not _LOGGER.hasHandlers():
        _LOGGER.addHandler(logging.StreamHandler())


def write(
    severity: Severity, event: str, message: str, **fields: str | float | Sequence[str]
) -> None:
    """Write one entry: a stable word to filter by, a sentence to read, and further members."""
    time = datetime.now(UTC).isoformat()
    entry = {"severity": severity, "time": time, "event": event, "message": message, **fields}
    # Escape everything outside ASCII, so that no field can break the line or reach a terminal.
    line = json.dumps(entry, ensure_ascii=True)
    # Not Logger.log(), which looks up the calling line for nothing: the entry does not contain it.
    record = logging.LogRecord(_LOGGER.name, _LEVELS[severity], "", 0, line, None, None)
    if _LOGGER.isEnabledFor(record.levelno):
        _LOGGER.handle(record)

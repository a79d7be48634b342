"""Writes one JSON object a line, which Cloud Logging reads as a structured entry.

Callers pass words of this code base, numbers, settings and what the identity provider signed;
never a token, a header or any other text that a stranger chose.
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
    """Show entries of every severity, on standard error unless something collects them already."""
    _LOGGER.setLevel(logging.INFO)
    if not _LOGGER.hasHandlers():
        _LOGGER.addHandler(logging.StreamHandler())


def write(
    severity: Severity, event: str, message: str, **fields: str | float | Sequence[str]
) -> None:
    """Write one entry.

    Args:
        severity: One of Cloud Logging's severities.
        event: A stable word to filter and alert by.
        message: A sentence for the person who reads the log.
        **fields: Further members of the entry.
    """
    time = datetime.now(UTC).isoformat()
    entry = {"severity": severity, "time": time, "event": event, "message": message, **fields}
    # ASCII only: no line break or terminal sequence gets through whatever a field holds.
    line = json.dumps(entry, ensure_ascii=True)
    # A record of our own: the logger would look up the calling line, which the entry does not say.
    record = logging.LogRecord(_LOGGER.name, _LEVELS[severity], "", 0, line, None, None)
    if _LOGGER.isEnabledFor(record.levelno):
        _LOGGER.handle(record)

"""Writes one JSON object a line, which Cloud Logging reads as a structured entry.

Callers pass words of this code base, numbers and settings; never a token, a claim or a header.
"""

import json
import logging
from typing import Literal

Severity = Literal["INFO", "WARNING", "ERROR"]

_LOGGER = logging.getLogger("gatepost.functions")


def start() -> None:
    """Show entries of every severity, on standard error unless something collects them already."""
    _LOGGER.setLevel(logging.INFO)
    if not _LOGGER.hasHandlers():
        _LOGGER.addHandler(logging.StreamHandler())


def write(severity: Severity, event: str, message: str, **fields: str | float) -> None:
    """Write one entry.

    Args:
        severity: One of Cloud Logging's severities.
        event: A stable word to filter and alert by.
        message: A sentence for the person who reads the log.
        **fields: Further members of the entry.
    """
    entry = {"severity": severity, "event": event, "message": message, **fields}
    # ASCII only: no line break or terminal sequence gets through whatever a field holds.
    _LOGGER.log(logging.getLevelNamesMapping()[severity], json.dumps(entry, ensure_ascii=True))

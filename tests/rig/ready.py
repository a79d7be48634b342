"""Wait for a tier that a test has started."""

from __future__ import annotations

import time

from infra.local.process import POLL_SECONDS
from infra.local.running import READY_SECONDS, Running


def wait_ready(running: Running, seconds: float = READY_SECONDS) -> Running:
    """Return the tier once it answers; its failure if it ends, or does not answer in time."""
    deadline = time.monotonic() + seconds
    while not running.is_ready():
        if time.monotonic() > deadline:
            raise running.failure(f"did not answer at {running.tier.ready_url} in {seconds:.0f} s")
        time.sleep(POLL_SECONDS)
    return running

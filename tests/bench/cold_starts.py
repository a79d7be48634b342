"""Measure how long each tier of the rehearsal takes from nothing: ``dev.py bench cold_starts``.

From the start of the process until it answers, and then its first real request, which loads what
it needs. The median of some rounds.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable

from infra.local.foreground import run_in_foreground
from infra.rehearsal import command
from infra.rehearsal.artefacts import make_artefacts
from tests.e2e.stack import Stack

ROUNDS = 5
POLL_SECONDS = 0.005


def main() -> int:
    if "REHEARSAL" not in os.environ:
        make_artefacts()
        again = [sys.executable, "-m", "tests.bench.cold_starts"]
        return run_in_foreground(again, env=command.environment())
    import requests

    from infra.rehearsal.names import API, BALANCED_APP, COMPONENT
    from tests.e2e.frame_client import TIMEOUT, FrameClient
    from tests.e2e.rehearsal.stage import Stage
    from tests.e2e.taker import connected

    def ask_component() -> None:
        frame = FrameClient(f"https://{COMPONENT}", f"https://{BALANCED_APP}")
        assert frame.session(op="status").status_code == 200

    def ask_functions() -> None:
        answer = requests.get(f"https://{API}/api/pong", timeout=TIMEOUT)
        assert answer.status_code == 401

    def run_app() -> None:
        with connected(f"http://127.0.0.1:{stack.tier('streamlit').port}") as client:
            client.run(quiet=0)

    first: dict[str, Callable[[], None]] = {
        "component": ask_component,
        "functions": ask_functions,
        "streamlit": run_app,
    }
    with Stage() as stack, stack.stopped("component-2"), stack.stopped("streamlit-2"):
        for name, ask in first.items():
            rounds = [_round(stack, name, ask) for _ in range(ROUNDS)]
            ready, asked = (statistics.median(times) for times in zip(*rounds, strict=True))
            print(f"{name:10} answers after {ready:.2f} s; first request {asked:.2f} s")
    return 0


def _round(stack: Stack, name: str, ask: Callable[[], None]) -> tuple[float, float]:
    running = stack.running[name]
    running.stop()
    started = time.perf_counter()
    running.start()
    while not running.is_ready():
        time.sleep(POLL_SECONDS)
    ready = time.perf_counter()
    ask()
    return ready - started, time.perf_counter() - ready


if __name__ == "__main__":
    sys.exit(main())

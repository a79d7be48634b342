"""What the processes of the rehearsal use: processor time, memory, and requests of each site."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass

import psutil

from infra.local.running import Running
from infra.rehearsal.names import EDGE_HEALTH_PORT
from tests.e2e.stack import Stack

# A tier's processes share its load.
TIERS = {
    "component": ("component", "component-2"),
    "functions": ("functions",),
    "app": ("streamlit", "streamlit-2"),
    "identity provider": ("identity-provider",),
    "edge": ("edge",),
}
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Usage:
    """Since the start: processor seconds; now: resident megabytes."""

    seconds: float
    megabytes: float


def usage(stack: Stack) -> dict[str, Usage]:
    """Return what each tier has used."""
    return {tier: _sum([stack.running[name] for name in names]) for tier, names in TIERS.items()}


def _sum(running: list[Running]) -> Usage:
    seconds = memory = 0.0
    for one in running:
        if one.pid is None or one.exit_code is not None:
            continue
        process = psutil.Process(one.pid)
        for each in (process, *process.children(recursive=True)):
            times = each.cpu_times()
            seconds += times.user + times.system
            memory += each.memory_info().rss
    return Usage(seconds, memory / MEGABYTE)


def requests_of_sites() -> dict[str, int]:
    """Return how many requests the edge has had for each site since it started."""
    with urllib.request.urlopen(f"http://127.0.0.1:{EDGE_HEALTH_PORT}/", timeout=5) as answer:
        counts: dict[str, int] = json.load(answer)
    return counts

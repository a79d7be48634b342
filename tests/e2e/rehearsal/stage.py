"""The rehearsal as the end-to-end tests start, stop and change it."""

from __future__ import annotations

from infra.local.running import Running
from infra.rehearsal.command import browser_flags
from infra.rehearsal.names import EDGE_PORT, FOLDER, SITES
from infra.rehearsal.processes import processes
from infra.rehearsal.resolve import install
from tests.e2e.stack import Stack


class Stage(Stack):
    """All processes of the rehearsal; the journeys use the app behind the balancer."""

    browser_flags = browser_flags()

    def __init__(self) -> None:
        install(dict.fromkeys(SITES, EDGE_PORT))
        logs = FOLDER / "logs"
        self.running = {tier.name: Running(tier, logs / f"{tier.name}.log") for tier in processes()}

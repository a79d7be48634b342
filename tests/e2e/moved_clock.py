"""An identity provider and a component whose clocks a test moves, on ports of their own."""

from __future__ import annotations

import secrets
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from infra.local.running import Running
from infra.local.tiers import TEST_OFFSET, log_path, tiers
from tests.e2e.frame_client import FrameClient
from tests.rig.ready import wait_ready

OFFSET = TEST_OFFSET + 20
_SETTLE_SECONDS = 0.2  # the clocks look into their file every 20 ms


class MovedClock:
    """Both tiers; ``move`` sets their clocks forward."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self._moved = 0.0
        self._file.write_text("0", "utf-8")
        script = Path(__file__).with_name("move_clock.mjs")
        clock = {"NODE_OPTIONS": f"--import={script}", "CLOCK_FILE": str(self._file)}
        # The routes of the component that is built read their settings at start.
        kept = {"NEXT_DIST_DIR": f".next-{TEST_OFFSET}", "GATEPOST_SECRET": secrets.token_hex(32)}
        own = {tier.name: tier for tier in tiers(OFFSET)}
        self.tiers = {
            name: replace(own[name], env={**own[name].env, **clock, **kept}, secrets={})
            for name in ("identity-provider", "component")
        }
        self.app = own["streamlit"].url.rstrip("/")
        self.running: dict[str, Running] = {}

    @contextmanager
    def start(self) -> Iterator[None]:
        """Have both tiers run."""
        with ExitStack() as stack:
            for name, tier in self.tiers.items():
                running = Running(tier, log_path(OFFSET, name))
                stack.callback(running.stop)
                self.running[name] = running.start()
            for running in self.running.values():
                wait_ready(running)
            yield

    def frame(self) -> FrameClient:
        """A framed page, nobody signed in."""
        return FrameClient(self.tiers["component"].url.rstrip("/"), self.app)

    def move(self, seconds: float) -> None:
        """Set the clocks forward."""
        self._moved += seconds
        self._file.write_text(str(self._moved), "utf-8")
        time.sleep(_SETTLE_SECONDS)

    @contextmanager
    def provider_hangs(self) -> Iterator[None]:
        """Have the provider answer nothing for a while; what it knows stays."""
        process = self.running["identity-provider"]
        process._signal_group(signal.SIGSTOP)
        try:
            yield
        finally:
            process._signal_group(signal.SIGCONT)

    def provider_log(self) -> str:
        """What the provider has written."""
        return self.running["identity-provider"].log_path.read_text("utf-8")

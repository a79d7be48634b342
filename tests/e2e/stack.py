"""The four local processes, as the end-to-end tests start, stop and change them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.local.running import Running, check_ports
from infra.local.tiers import ROOT, TEST_OFFSET, Tier, log_path, tiers
from tests.rig.ready import wait_ready


class Stack:
    """All tiers of a local run; a context manager.

    Attributes:
        browser_flags: What a browser needs to find them.
    """

    browser_flags: tuple[str, ...] = ()

    def __init__(self, offset: int = TEST_OFFSET) -> None:
        self.offset = offset
        self.running = {
            tier.name: Running(tier, log_path(offset, tier.name)) for tier in tiers(offset)
        }

    def __enter__(self) -> Self:
        # Whoever listens there would be tested in a tier's place.
        check_ports((running.tier for running in self.running.values()), TEST_OFFSET)
        try:
            for running in self.running.values():
                for name in running.tier.needs:
                    wait_ready(self.running[name])
                running.start()
            for running in self.running.values():
                wait_ready(running)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for running in self.running.values():
            running.request_stop()
        for running in self.running.values():
            running.stop()

    def tier(self, name: str) -> Tier:
        """The settings of a tier."""
        return self.running[name].tier

    def url(self, name: str) -> str:
        """Address of a tier, without a trailing slash."""
        return self.tier(name).url.rstrip("/")

    def logs(self) -> str:
        """All that the tiers have written."""
        return "\n".join(r.log_path.read_text("utf-8") for r in self.running.values())

    @contextmanager
    def stopped(self, name: str) -> Iterator[None]:
        """Have a tier down for a while."""
        self.running[name].stop()
        try:
            yield
        finally:
            wait_ready(self.running[name].start())

    def changed(self, name: str, **env: str) -> AbstractContextManager[Running]:
        """Have a tier run with other settings for a while."""
        usual = self.tier(name)
        return self.replaced(replace(usual, env={**usual.env, **env}))

    def showing(
        self,
        app: Path,
        *arguments: str,
        tier: str = "streamlit",
        base_path: str = "",
        **env: str,
    ) -> AbstractContextManager[Running]:
        """Have a Streamlit tier run another app for a while, with more arguments and settings."""
        usual = self.tier(tier)
        command = [str(app) if part.endswith("app.py") else part for part in usual.command]
        ready_url = usual.ready_url.replace("/_stcore", f"{base_path}/_stcore")
        path = os.pathsep.join((str(ROOT), str(ROOT / "streamlit_app")))
        env = {**usual.env, "PYTHONPATH": path, "STREAMLIT_SERVER_BASE_URL_PATH": base_path, **env}
        return self.replaced(
            replace(usual, command=(*command, *arguments), env=env, ready_url=ready_url)
        )

    @contextmanager
    def replaced(self, tier: Tier) -> Iterator[Running]:
        """Have a tier of another definition in the place of its namesake for a while."""
        log = self.running[tier.name].log_path.with_suffix(".changed.log")
        other = Running(tier, log)
        with self.stopped(tier.name):
            other.start()
            try:
                yield wait_ready(other)
            finally:
                other.stop()

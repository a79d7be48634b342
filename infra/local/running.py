"""Run one tier: a process that is ready once it answers, on a port that was free."""

import socket
import urllib.request
from collections.abc import Iterable
from pathlib import Path

from infra.local.errors import LocalRunError
from infra.local.process import Process
from infra.local.tiers import Tier

READY_SECONDS = 60

# Only loopback is called: ignore any proxy in the user's environment.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Running(Process):
    """A tier's process; it can be started again after it has been stopped."""

    def __init__(self, tier: Tier, log_path: Path) -> None:
        super().__init__(f"The {tier.name}", tier.command, tier.cwd, tier.environment(), log_path)
        self.tier = tier

    def is_ready(self) -> bool:
        """Return whether the tier answers with 200 right now.

        Raises:
            LocalRunError: The process has ended.
        """
        self.check_alive()
        try:
            with _opener.open(self.tier.ready_url, timeout=2) as response:
                return bool(response.status == 200)
        except OSError:
            return False

    def check_alive(self) -> None:
        """Raise LocalRunError if the process has ended."""
        code = self.exit_code
        if code is not None:
            how = f"was ended by signal {-code}" if code < 0 else f"stopped with exit code {code}"
            raise self.failure(how)


def _is_free(port: int) -> bool:
    # localhost may mean either; a listener on one of them would answer in a tier's place.
    for host in ("127.0.0.1", "::1"):
        try:
            socket.create_connection((host, port), timeout=0.5).close()
        except OSError:
            continue  # nobody listens, or this machine does not have IPv6
        return False
    return True


def check_ports(tiers: Iterable[Tier], other_offset: int) -> None:
    """Raise LocalRunError if ports are in use, with each and the tier that needs it.

    Args:
        tiers: The tiers whose ports to check.
        other_offset: The port offset to suggest instead.
    """
    taken = [f"{tier.port} ({tier.name})" for tier in tiers if not _is_free(tier.port)]
    if taken:
        noun, verb = ("Port", "is") if len(taken) == 1 else ("Ports", "are")
        raise LocalRunError(
            f"{noun} {', '.join(taken)} {verb} in use: stop what listens there, "
            f"or move all ports with --port-offset {other_offset}."
        )

"""Check that the ports of a local run are free."""

import socket
from collections.abc import Iterable

from infra.local.errors import LocalRunError
from infra.local.tiers import Tier


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

"""Whether the ports of a local run are free."""

import socket
import sys
from collections.abc import Iterable

from infra.local.errors import LocalRunError
from infra.local.tiers import Tier

# localhost may mean either; whoever listens on one of them would answer in a tier's place.
LOOPBACKS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


def is_free(port: int) -> bool:
    """Tell whether nobody listens on a port of this machine, and a tier may."""
    for family, host in LOOPBACKS:
        try:
            with socket.socket(family) as probe:
                probe.settimeout(0.5)
                if probe.connect_ex((host, port)) == 0:
                    return False
        except OSError:
            continue  # this machine does not have the family
    with socket.socket() as probe:
        if sys.platform != "win32":
            # A connection that has just closed does not hold the port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def check_ports(tiers: Iterable[Tier], other_offset: int) -> None:
    """Raise LocalRunError that names every port in use and the tier that needs it.

    Args:
        tiers: Whose ports are looked at.
        other_offset: The port offset to suggest instead.
    """
    taken = [f"{tier.port} ({tier.name})" for tier in tiers if not is_free(tier.port)]
    if taken:
        noun = "Port" if len(taken) == 1 else "Ports"
        verb = "is" if len(taken) == 1 else "are"
        raise LocalRunError(
            f"{noun} {', '.join(taken)} {verb} in use: stop what listens there, "
            f"or move all ports with --port-offset {other_offset}."
        )

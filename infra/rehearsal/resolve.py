"""Find the rehearsal's names on this machine, as a hosts file would. Needs no package."""

import socket
from collections.abc import Mapping
from typing import Any


def install(hosts: Mapping[str, int]) -> None:
    """Have this process find each name at a port of this machine.

    Args:
        hosts: The port of each name.
    """
    usual = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> list[Any]:
        at = hosts.get(host)
        return usual("127.0.0.1", at, *args, **kwargs) if at else usual(host, port, *args, **kwargs)

    socket.getaddrinfo = getaddrinfo

"""Addresses a token may be sent to: https, or http on this machine."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_HOST = re.compile(r"[a-z0-9._:-]+")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def origin_of(url: str) -> str | None:
    """The origin of an address; None when no token should ever be sent there."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return normal_address(f"{parts.scheme}://{parts.netloc}")


def is_loopback(address: str | None) -> bool:
    """Whether an address in its normal form is on this machine."""
    return urlsplit(address or "").hostname in _LOOPBACK


def normal_address(value: str) -> str | None:
    """The address without the slash at its end; None when no token should ever be sent there."""
    try:
        url = urlsplit(value)
        port = url.port
    except ValueError:
        return None
    secure = url.scheme == "https" or (url.scheme == "http" and url.hostname in _LOOPBACK)
    extra = url.username or url.password or url.query or url.fragment
    host = url.hostname or ""
    if not secure or not _HOST.fullmatch(host) or extra:
        return None
    host = f"[{host}]" if ":" in host else host
    shown = "" if port in (None, _DEFAULT_PORTS[url.scheme]) else f":{port}"
    return f"{url.scheme}://{host}{shown}{url.path.rstrip('/')}"

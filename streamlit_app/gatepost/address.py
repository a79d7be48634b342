"""Check the addresses a token may be sent to (https, or http on this machine) and the proxy's."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_HOST = re.compile(r"[a-z0-9._:-]+")
# User and password as in RFC 3986, section 3.2.1: other characters are percent-encoded.
_PROXY = re.compile(
    r"https?://([\w.~!$&'()*+,;=%-]+(:[\w.~!$&'()*+,;=%-]*)?@)?[^/?#@\s]+/?", re.ASCII
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def origin_of(url: str) -> str | None:
    """Return the origin of an address; None when no token should ever be sent there."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return normal_address(f"{parts.scheme}://{parts.netloc}")


def normal_address(value: str) -> str | None:
    """Return the address without a final slash; None when no token should ever be sent there."""
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


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine, by any of its names."""
    name = host.rstrip(".")
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def is_proxy_address(value: str) -> bool:
    """Return whether a value is an http or https address without a path; a user is allowed."""
    if not _PROXY.fullmatch(value):
        return False
    try:
        url = urlsplit(value)
        return url.port != 0 and _HOST.fullmatch(url.hostname or "") is not None
    except ValueError:
        return False

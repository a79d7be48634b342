"""Whether an address is this machine, or a proxy."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from gatepost.errors import SettingsError
from gatepost.secret import Secret
from gatepost.values import trim

# User and password as in RFC 3986, section 3.2.1: other characters are percent-encoded.
_PROXY = re.compile(
    r"https?://([\w.~!$&'()*+,;=%-]+(:[\w.~!$&'()*+,;=%-]*)?@)?[^/?#@\s]+/?", re.ASCII
)


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine, by any of its names."""
    name = host.rstrip(".")
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def is_proxy(value: str) -> bool:
    """Return whether a value is an http or https address without a path; a user is allowed."""
    if not _PROXY.fullmatch(value):
        return False
    try:
        url = urlsplit(value)
        return url.port != 0 and re.fullmatch(r"[a-z0-9._:-]+", url.hostname or "") is not None
    except ValueError:
        return False


def parse_proxy(value: object) -> Secret | None:
    """Return the proxy of a setting; None without one.

    Raises:
        SettingsError: It is no address of a proxy.
    """
    text = value.reveal() if isinstance(value, Secret) else str(value or "")
    proxy_url = Secret(trim(text))
    if not proxy_url:
        return None
    if not is_proxy(proxy_url.reveal()):
        raise SettingsError(
            "The setting proxy_url must be an address such as http://proxy.example.com:3128, "
            "without path, query or fragment. Percent-encode special characters before the @."
        )
    return proxy_url

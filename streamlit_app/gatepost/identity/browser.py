"""Tell one browser from another, by a cookie that Streamlit sets."""

from __future__ import annotations

import hashlib
import logging
from functools import cache

COOKIE = "_streamlit_xsrf"
"""Streamlit's own cookie, set before its page connects, and again with every page load."""

_log = logging.getLogger("gatepost")


@cache
def warn_of_missing_cookie() -> None:
    """Log the warning once per process."""
    _log.warning(
        "a browser connected without the cookie %s, so no sign-in can be bound to it. Leave "
        "server.enableXsrfProtection on, and let any proxy pass the cookie on.",
        COOKIE,
    )


def browser_of(cookie: object) -> str | None:
    """Return the browser with this cookie; None without one.

    The browser is a digest of the cookie's token, and can't be used as the cookie. The cookie is
    ``2|mask|masked token|timestamp``, with a new mask after each page load. A cookie in another
    form is digested as it is: two browsers still differ, and at worst one browser counts as a new
    one after each page load.
    """
    if not isinstance(cookie, str) or not cookie:
        return None
    return hashlib.sha256(_unmasked(cookie)).hexdigest()


def _unmasked(cookie: str) -> bytes:
    try:
        version, mask, masked, _ = cookie.strip("\"'").split("|")
        key, token = bytes.fromhex(mask), bytes.fromhex(masked)
    except ValueError:
        version, key, token = "", b"", b""
    if version != "2" or len(key) != 4 or not token:
        return cookie.encode("utf-8", "surrogatepass")
    return bytes(octet ^ key[place % 4] for place, octet in enumerate(token))

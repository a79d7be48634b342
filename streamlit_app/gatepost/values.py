"""Check the value of a setting by its kind: one rule, in the same words, in every tier.

``functions/gatepost_api/values.py`` is a copy of ``streamlit_app/gatepost/values.py``; the
component has ``component/settings/values.ts``. ``tests/vectors/settings.json`` tests all three.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from typing import Literal

Kind = Literal["text", "secret", "origin", "base", "issuer"]

_WHITE = (
    "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_QUOTES = "\"'`\xab\xbb" + "".join(map(chr, range(0x2018, 0x2020)))
_NAMED = re.compile(r"(?:export )?[A-Z0-9]+(?:_[A-Z0-9]+)+ ?= ?(?=[^=])")
_NO_VALUE = r"\.{3}|\u2026|x{3,}|todo|change[-_]?me|undefined|null|none"
_PLACEHOLDER = re.compile(
    rf"<.*>|[$][{{]|[{{]{{2}}|^[$%]\w+%?\Z|^(?:{_NO_VALUE})\Z|(?:^|//|[.])your[-_](?:tenant|domain"
    "|app|component|client|api|audience|issuer|project|secret|key)",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
_HTTPS = "(https, or http on a loopback host)"
_ORIGIN = f"must be an exact origin such as https://app.example.com {_HTTPS}"
_ADDRESS = (
    f"must be an address such as https://name.example.com, without user, query or fragment {_HTTPS}"
)
_PARTS = re.compile(
    r"(https?)://([a-z0-9._-]+|\[[a-f0-9:.]+\])(:[1-9][0-9]{0,4})?((?:/[\w.~!$&()*+=:@%-]*)*)",
    re.IGNORECASE | re.ASCII,
)
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_DISCOVERY = re.compile(r"/\.well-known/(?:openid-configuration|oauth-authorization-server)")
_AUTH0 = re.compile(r"https://[^/]+\.auth0\.com")


def trim(value: str) -> str:
    """Return a value without the white space around it."""
    return value.strip(_WHITE)


def fault(kind: Kind, value: str) -> str | None:
    """Return what is wrong with a trimmed value; None if nothing is.

    The text completes a sentence that begins with the setting's name. It proposes a corrected value
    if one is likely, but never for a secret.
    """
    found = _check(kind, value)
    if found is None or kind == "secret":
        return found
    repaired = repair(kind, value)
    is_likely = repaired != value and _check(kind, repaired) is None
    return f"{found}; copy this: `{repaired}`" if is_likely else found


def settle(kind: Kind, value: str) -> str:
    """Return a valid value as the tier uses it."""
    return value.rstrip("/") if kind == "base" else value


def repair(kind: Kind, value: str) -> str:
    """Return the value that was likely meant."""
    text = _bare(_NAMED.sub("", _bare(value), count=1))
    parts = _PARTS.fullmatch(text)
    if kind == "text" or not parts:
        return text
    scheme, host, path = parts[1].lower(), parts[2].lower(), parts[4]
    port = "" if parts[3] in (None, _DEFAULT_PORTS[scheme]) else parts[3]
    origin = f"{scheme}://{host}{port}"
    if kind == "origin":
        return origin
    if kind == "base":
        return origin + path
    return origin + (re.sub(r"/\.well-known/[a-z-]+\Z", "", path) or "/")


def _check(kind: Kind, value: str) -> str | None:
    found = _check_text(value, is_secret=kind == "secret")
    if found or kind in ("text", "secret"):
        return found
    parts = _PARTS.fullmatch(value)
    if kind == "origin":
        return None if parts and not parts[4] and _is_address(value) else _ORIGIN
    if kind == "issuer" and _DISCOVERY.search(value):
        return "is the address of the discovery document: use the issuer that it names"
    if kind == "issuer" and _AUTH0.fullmatch(value):
        return "lacks its trailing slash"
    return None if _is_address(value) else _ADDRESS


def _check_text(value: str, *, is_secret: bool) -> str | None:
    # A secret may contain quotes, spaces and commas; quotes around it are surely a mistake.
    in_quotes = len(value) > 1 and value[0] in _QUOTES and value[-1] in _QUOTES
    faults = (
        (not is_secret and re.match(r"\[|\{(?!\{)", value), "is a list: enter a single value"),
        (
            in_quotes or (not is_secret and any(sign in value for sign in _QUOTES)),
            "contains quotes: remove them",
        ),
        (not value, "is missing"),
        (_NAMED.match(value), "begins with the name of a setting: enter its value alone"),
        (
            any(map(_is_unseen, value)),
            "contains an invisible character, such as a line break: remove it",
        ),
        (_PLACEHOLDER.search(value), "is a placeholder: enter your own value"),
        (
            not is_secret and any(sign in value for sign in f"{_WHITE},;"),
            "contains a space, a comma or a semicolon: enter a single value",
        ),
        (not value.isascii(), "contains a non-ASCII character: remove it"),
    )
    return next((text for is_so, text in faults if is_so), None)


def _is_unseen(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] == "C" or category in ("Zl", "Zp")


def _is_address(value: str) -> bool:
    """Return whether an address is in normal form: lower case, and without the default port."""
    parts = _PARTS.fullmatch(value)
    if not parts:
        return False
    scheme, host, port = parts[1], parts[2], parts[3] or ""
    if (scheme + host) != (scheme + host).lower() or port == _DEFAULT_PORTS[scheme]:
        return False
    if int(port[1:] or 0) > 65_535 or not _is_host(host):
        return False
    return scheme == "https" or host in _LOOPBACK


def _is_host(host: str) -> bool:
    """Return whether a host is a name, or an IP address in full (URL standard, host parsing)."""
    if not host.startswith("[") and not re.search(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?\Z", host):
        return True
    try:
        return str(ipaddress.ip_address(host.strip("[]"))) == host.strip("[]")
    except ValueError:
        return False


def _bare(value: str) -> str:
    """Return a value without invisible characters, and without white space or quotes around it."""
    return "".join(c for c in value if not _is_unseen(c)).strip(_WHITE + _QUOTES)

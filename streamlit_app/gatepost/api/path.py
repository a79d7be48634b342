"""Check the path of a call, and make one from values that come from outside."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote

from gatepost.errors import RouteRefused

# RFC 3986, section 3.3, without ";", which some servers read as the end of a segment.
_CHARACTERS = r"[A-Za-z0-9._~!$&'()*+,=:@-]"
# An encoded slash, backslash, dot, percent sign or control character stays impossible: a server
# that decodes before it routes would read another path.
_ENCODED = r"%(?!2[EeFf5]|5[Cc]|[01][0-9A-Fa-f]|7[Ff])[0-9A-Fa-f]{2}"
_SEGMENT = rf"(?!\.{{1,2}}(?:/|\Z))(?:{_CHARACTERS}|{_ENCODED})+"
_PATH = re.compile(rf"/(?:{_SEGMENT}(?:/{_SEGMENT})*/?)?")
# The C1 controls, line and paragraph separators and the marks of direction, as UTF-8.
_UNSEEN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069]")
_NAME = re.compile(r"\{([a-z_][a-z0-9_]*)\}", re.IGNORECASE | re.ASCII)


def check_path(path: str) -> str:
    """Return a path that can lead nowhere but below the API's address.

    Raises:
        RouteRefused: It could lead elsewhere, or is no path.
    """
    if not isinstance(path, str) or not _PATH.fullmatch(path) or not _is_plain(path):
        raise RouteRefused(
            f"{path!r:.80} is not a plain path of the API. Pass one such as /api/pong; for values "
            'in it use api.path("/users/{id}", id=…).'
        )
    return path


def _is_plain(path: str) -> bool:
    """Return whether a path stays the same for a server that decodes and normalizes it first.

    It does not with overlong UTF-8, dots and slashes of full width, or ``..;``.
    """
    try:
        plain = unicodedata.normalize("NFKC", unquote(path, errors="strict"))
    except UnicodeDecodeError:
        return False
    if _UNSEEN.search(plain) or "\\" in plain or plain.count("/") != path.count("/"):
        return False
    return not any(re.fullmatch(r"\.{1,2}(;.*)?", segment) for segment in plain.split("/"))


def make_path(template: str, **values: str | int) -> str:
    """Return a path in which each value is one segment, whatever the value contains.

    A value with a slash, a backslash or a percent sign is refused. Encoded they would be safe in
    the address, but many servers and proxies decode before they route, and would find another
    segment there; no server can be asked beforehand whether it does.

    Raises:
        RouteRefused: A value can't be one segment, or the template has another set of names.
    """
    names = set(_NAME.findall(template))
    if names != set(values):
        raise RouteRefused(
            f"The path {template!r:.80} needs the values {', '.join(sorted(names)) or 'none'}. "
            "Pass exactly these by name."
        )
    encoded = {name: _segment(name, value) for name, value in values.items()}
    return check_path(_NAME.sub(lambda found: encoded[found[1]], template))


def _segment(name: str, value: str | int) -> str:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not text or text in (".", "..") or re.search(r"[/\\%]", text) or _UNSEEN.search(text):
        raise RouteRefused(
            f"The value {name} can't stand in a path. Pass text or a number that is not empty, "
            "without a slash, backslash, percent sign or control character, or send it as a "
            "parameter."
        )
    try:
        return quote(text, safe="@:~!$'()*,")
    except UnicodeEncodeError:
        pass
    raise RouteRefused(f"The value {name} has a lone surrogate. Remove it.")

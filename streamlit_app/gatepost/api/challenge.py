"""Read the header ``WWW-Authenticate`` (RFC 9110, section 11.6.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.request import parse_http_list

from gatepost.needs import Needs

_PARAMETER = re.compile(
    r"(?:(?P<scheme>[\w!#$%&'*+.^`|~-]+)[ ]+)?(?P<name>[\w!#$%&'*+.^`|~-]+)\s*=\s*(?P<value>.*)",
    re.DOTALL | re.ASCII,
)
_MOST_AGE = 10 * 365 * 24 * 3600


def bearer_challenges(header: str) -> list[Mapping[str, str]]:
    """Return the parameters of each challenge of the scheme Bearer, names in lower case."""
    found: list[tuple[str, dict[str, str]]] = []
    for element in parse_http_list(header):
        parameter = _PARAMETER.fullmatch(element)
        scheme = parameter["scheme"] if parameter else element.partition(" ")[0]
        if scheme:
            found.append((scheme.lower(), {}))
        if parameter and found:
            value = parameter["value"].strip()
            if len(value) > 1 and value[0] == value[-1] == '"':
                value = value[1:-1]
            found[-1][1].setdefault(parameter["name"].lower(), value)
    return [parameters for scheme, parameters in found if scheme == "bearer"]


def read_needs(status: int, header: str) -> tuple[str, Needs] | None:
    """Return the error and what the API needs beyond the sign-in; None if it does not say so.

    A 403 ``insufficient_scope`` names scopes (RFC 6750, section 3.1), and a 401
    ``insufficient_user_authentication`` an age or classes of authentication (RFC 9470, section 3).
    """
    for challenge in bearer_challenges(header):
        error = challenge.get("error")
        if (status, error) == (403, "insufficient_scope"):
            needs = Needs(scopes=frozenset(challenge.get("scope", "").split()))
        elif (status, error) == (401, "insufficient_user_authentication"):
            age = challenge.get("max_age", "")
            is_age = re.fullmatch(r"[0-9]{1,9}", age) is not None and int(age) <= _MOST_AGE
            classes = tuple(challenge.get("acr_values", "").split())
            needs = Needs(max_age=int(age) if is_age else None, acr_values=classes)
        else:
            continue
        if needs and error:
            return error, needs
    return None

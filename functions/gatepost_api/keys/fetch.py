"""Fetch the identity provider's key set over HTTP, within limits of time and size."""

import re
import time
from typing import TYPE_CHECKING, NamedTuple

from gatepost_api.decoding import DecodingError, decode_json_object
from gatepost_api.keys.key_set import KeySet, load_keys

if TYPE_CHECKING:
    from requests import Response

# Two seconds without a byte, five in total: a provider that trickles must not occupy a thread.
IDLE_SECONDS = 2.0
TOTAL_SECONDS = 5.0
MAX_BYTES = 256 * 1024

_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,])", re.IGNORECASE | re.ASCII)
_UNCACHEABLE = re.compile(r"(?:^|[\s,])(?:no-store|no-cache)(?:$|[\s,])", re.IGNORECASE | re.ASCII)


class FetchError(Exception):
    """The key set could not be fetched. The text is the reason, a fixed word for the log."""


class FetchedKeys(NamedTuple):
    """A fetched key set, and its ``max-age`` in seconds; None if the response has none."""

    keys: KeySet
    max_age: int | None


def fetch_key_set(url: str) -> FetchedKeys:
    """Fetch and parse a JWKS document.

    Only the configured address is contacted: redirects are not followed, and the machine's proxies
    and ``.netrc`` passwords are not used.

    Raises:
        FetchError: The document is unreachable, too large, too slow, or has no usable key.
    """
    import requests  # 40 ms of start-up that a public route does not need
    from urllib3.exceptions import HTTPError

    deadline = time.monotonic() + TOTAL_SECONDS
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.get(
                url, headers=_HEADERS, timeout=IDLE_SECONDS, allow_redirects=False, stream=True
            ) as response:
                if response.status_code != requests.codes.ok:
                    raise FetchError("status")
                document = decode_json_object(_read_body(response, deadline))
                max_age = _read_max_age(response.headers.get("Cache-Control", ""))
    except DecodingError:
        raise FetchError("not_json") from None
    except (OSError, ValueError, HTTPError):  # every error of requests is an OSError
        raise FetchError("unreachable") from None
    keys = load_keys(document)
    if not keys:
        raise FetchError("no_usable_key")
    return FetchedKeys(keys, max_age)


def _read_body(response: "Response", deadline: float) -> bytes:
    """Return the body, unless it grows too large or takes too long.

    ``read1`` returns as soon as bytes arrive. The readers of requests wait for a whole chunk, so a
    trickle would never let them check the deadline.
    """
    body = bytearray()
    while chunk := response.raw.read1(16 * 1024, decode_content=True):
        body += chunk
        if len(body) > MAX_BYTES:
            raise FetchError("too_large")
        if time.monotonic() > deadline:
            raise FetchError("too_slow")
    return bytes(body)


def _read_max_age(cache_control: str) -> int | None:
    """Return how long the response may be cached (RFC 9111 section 5.2.2)."""
    if _UNCACHEABLE.search(cache_control):
        return 0
    match = _MAX_AGE.search(cache_control)
    return int(match[1]) if match else None

"""Reads the identity provider's key set over HTTP, within fixed bounds of time and size."""

import re
import time
from typing import TYPE_CHECKING, NamedTuple

from decoding import DecodingError, decode_json_object
from keys import KeySet, load_keys

if TYPE_CHECKING:
    from requests import Response

# Two seconds without a byte, five in all: a provider that trickles cannot hold a thread.
IDLE_SECONDS = 2.0
TOTAL_SECONDS = 5.0
MAX_BYTES = 256 * 1024

_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,])", re.IGNORECASE | re.ASCII)
_UNCACHEABLE = re.compile(r"(?:^|[\s,])(?:no-store|no-cache)(?:$|[\s,])", re.IGNORECASE | re.ASCII)


class ProviderError(Exception):
    """The key set could not be read.

    Args:
        reason: A fixed word for the log.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Published(NamedTuple):
    """A key set as the provider published it; ``max_age`` in seconds, None if it names none."""

    keys: KeySet
    max_age: int | None


def read_key_set(url: str) -> Published:
    """Fetch and read a JWKS document.

    The address is exactly the configured one: redirects are not followed, and proxies and
    ``.netrc`` passwords of the machine are not used.

    Args:
        url: The address of the document.

    Raises:
        ProviderError: It is not to be had, too large, too slow, or without one usable key.
    """
    import requests  # 40 ms of start-up that a route without a token never needs
    from urllib3.exceptions import HTTPError

    deadline = time.monotonic() + TOTAL_SECONDS
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.get(
                url, headers=_HEADERS, timeout=IDLE_SECONDS, allow_redirects=False, stream=True
            ) as response:
                if response.status_code != requests.codes.ok:
                    raise ProviderError("status")
                document = decode_json_object(_read_body(response, deadline))
                max_age = _read_max_age(response.headers.get("Cache-Control"))
    except DecodingError:
        raise ProviderError("not_json") from None
    except (OSError, ValueError, HTTPError):  # every error of requests is an OSError
        raise ProviderError("unreachable") from None
    keys = load_keys(document)
    if not keys:
        raise ProviderError("no_usable_key")
    return Published(keys, max_age)


def _read_body(response: "Response", deadline: float) -> bytes:
    """Return the body, giving up when it grows too large or takes too long.

    ``read1`` returns what has arrived. The readers of requests wait for a whole chunk, so that
    a trickle would never let them look at the clock.
    """
    body = bytearray()
    while chunk := response.raw.read1(16 * 1024, decode_content=True):
        body += chunk
        if len(body) > MAX_BYTES:
            raise ProviderError("too_large")
        if time.monotonic() > deadline:
            raise ProviderError("too_slow")
    return bytes(body)


def _read_max_age(cache_control: str | None) -> int | None:
    """Return how long the answer may be kept (RFC 9111 section 5.2.2)."""
    if cache_control is None:
        return None
    if _UNCACHEABLE.search(cache_control):
        return 0
    match = _MAX_AGE.search(cache_control)
    return int(match[1]) if match else None

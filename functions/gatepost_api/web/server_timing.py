"""Build the ``Server-Timing`` header (W3C): the key of the token and the time the request took.

It discloses nothing to the caller: the key id is in the header of the token that they sent.
"""

import re

from gatepost_api.keys.key_set import ALGORITHM
from gatepost_api.tokens.claims import Caller

# Characters that need no escape in a quoted string; any other key id is left out.
_KEY_ID = re.compile(r"[A-Za-z0-9._~-]{1,64}")


def server_timing(caller: Caller | None, milliseconds: float) -> dict[str, str]:
    """Return the header if a token was accepted, else nothing.

    Args:
        caller: The authenticated caller, None if there is none.
        milliseconds: The time from receiving the request to the decision.
    """
    if caller is None or not _KEY_ID.fullmatch(caller.key_id):
        return {}
    metric = f'token;dur={milliseconds:.3f};desc="{ALGORITHM} {caller.key_id}"'
    return {"Server-Timing": metric}

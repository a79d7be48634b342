"""Says in an answer what was checked and how long the request took: ``Server-Timing`` (W3C).

Whoever made the call learns nothing new by it: it holds the header of the token that was sent.
"""

import re

from claims import Caller
from keys import ALGORITHM

# What stands in a quoted string without escapes; a key id of another form is left out.
_KEY_ID = re.compile(r"[A-Za-z0-9._~-]{1,64}")


def server_timing(caller: Caller | None, milliseconds: float) -> dict[str, str]:
    """Return the header, if a token was accepted.

    Args:
        caller: Who was identified, None if nobody was.
        milliseconds: From the arrival of the request to its decision.
    """
    if caller is None or not _KEY_ID.fullmatch(caller.key_id):
        return {}
    metric = f'token;dur={milliseconds:.3f};desc="{ALGORITHM} {caller.key_id}"'
    return {"Server-Timing": metric}

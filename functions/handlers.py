"""What the routes do once the caller is admitted. Each returns the members of its JSON answer."""

from claims import Caller
from decoding import JsonObject


def ping(_caller: Caller) -> JsonObject:
    """Answer anybody."""
    return {"message": "The public API answers; no sign-in was needed."}


def pong(caller: Caller) -> JsonObject:
    """Answer a caller with a valid access token."""
    return {"message": "The protected API accepts your access token.", **_describe(caller)}


def pong_scoped(caller: Caller) -> JsonObject:
    """Answer a caller who may read messages."""
    return {"message": "The protected API lets you read messages.", **_describe(caller)}


def _describe(caller: Caller) -> JsonObject:
    """Return what the API knows of a caller. The subject is an opaque id, never an e-mail."""
    return {"subject": caller.subject, "scopes": sorted(caller.scopes)}

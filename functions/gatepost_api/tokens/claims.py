"""Check the claims of a verified payload (RFC 7519 section 4, RFC 9068 section 4)."""

from dataclasses import dataclass
from typing import Any

from gatepost_api.decoding import DecodingError, JsonObject, decode_json_object
from gatepost_api.errors import InvalidToken

# An ID token is for the app and not for an API, even if both have the same audience.
_ID_TOKEN_CLAIMS = frozenset({"nonce", "at_hash", "c_hash"})
# The end of the year 9999. A later date is in milliseconds by mistake, or an attack.
_LATEST_DATE = 253_402_300_799


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller of a request, as described by the claims of the access token.

    Attributes:
        subject: The opaque id of the person or client.
        client_id: The client that the token was issued to, empty if it names none.
        scopes: The scopes that the token grants.
        key_id: The ``kid`` of the key that signed the token, empty without a token.
        acr: How the person authenticated, as a class of the provider's; empty if it is not said.
        auth_time: When they did, in seconds since 1970; None if it is not said.
    """

    subject: str
    client_id: str
    scopes: frozenset[str]
    key_id: str = ""
    acr: str = ""
    auth_time: float | None = None


ANONYMOUS = Caller(subject="", client_id="", scopes=frozenset())


@dataclass(frozen=True, slots=True)
class ClaimRules:
    """The requirements of this API for the claims of a token.

    Attributes:
        issuer: The exact value of ``iss``.
        audience: The value that ``aud`` must be or contain.
        leeway: Seconds by which clocks may differ.
        client_ids: The clients whose tokens are accepted; if empty, every client's.
        rfc9068: Whether to require the claims of RFC 9068 section 2.2.
    """

    issuer: str
    audience: str
    leeway: int
    client_ids: frozenset[str] = frozenset()
    rfc9068: bool = False


def read_caller(payload: bytes, rules: ClaimRules, now: float, key_id: str = "") -> Caller:
    """Return the caller that a payload with a valid signature describes.

    Args:
        payload: The claims as JSON.
        rules: The requirements of this API.
        now: Wall-clock time, in seconds since 1970.
        key_id: The ``kid`` of the key that signed the token.

    Raises:
        InvalidToken: A claim is missing, of the wrong type, or not valid for this API at this time.
    """
    try:
        claims = decode_json_object(payload)
    except DecodingError:
        raise InvalidToken("payload") from None
    if claims.get("iss") != rules.issuer:
        raise InvalidToken("iss")
    _check_audience(claims.get("aud"), rules.audience)
    _check_times(claims, now, rules.leeway)
    if not _ID_TOKEN_CLAIMS.isdisjoint(claims):
        raise InvalidToken("id_token")
    # The token is bound to a key or certificate (RFC 7800 section 3.1). This API does not check
    # that the caller holds it, so it must not accept the token as a bearer token (RFC 8705, 9449).
    if "cnf" in claims:
        raise InvalidToken("cnf")
    client_id = _read_client(claims, rules)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise InvalidToken("sub")
    if not isinstance(claims.get("jti", ""), str):  # RFC 7519 section 4.1.7
        raise InvalidToken("jti")
    acr = claims.get("acr", "")
    if not isinstance(acr, str):
        raise InvalidToken("acr")
    # RFC 9068 section 2.2.1
    auth_time = _date(claims, "auth_time") if "auth_time" in claims else None
    return Caller(subject, client_id, _read_scopes(claims), key_id, acr, auth_time)


def _check_audience(audience: Any, ours: str) -> None:
    """Require that the token is for our audience (RFC 7519 section 4.1.3)."""
    if audience != ours and not (_is_list_of_texts(audience) and ours in audience):
        raise InvalidToken("aud")


def _check_times(claims: JsonObject, now: float, leeway: int) -> None:
    """Require that the token is valid now (RFC 7519 sections 4.1.4 to 4.1.6)."""
    if _date(claims, "exp") + leeway <= now:
        raise InvalidToken("expired")
    if _date(claims, "iat") - leeway > now:
        raise InvalidToken("iat")
    if "nbf" in claims and _date(claims, "nbf") - leeway > now:
        raise InvalidToken("nbf")


def _date(claims: JsonObject, name: str) -> float:
    """Return a NumericDate (RFC 7519 section 2), never a boolean, which is an int in Python."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidToken(name)
    if not 0 <= value <= _LATEST_DATE:
        raise InvalidToken(name)
    return value


def _read_client(claims: JsonObject, rules: ClaimRules) -> str:
    """Return the client: ``azp`` in Auth0's token profile, ``client_id`` in that of RFC 9068."""
    clients = [claims[name] for name in ("azp", "client_id") if name in claims]
    if not all(isinstance(client, str) and client for client in clients):
        raise InvalidToken("client")
    if rules.client_ids and (not clients or not rules.client_ids.issuperset(clients)):
        raise InvalidToken("client")
    if rules.rfc9068 and not ("client_id" in claims and "jti" in claims):
        raise InvalidToken("rfc9068")
    return clients[0] if clients else ""


def _read_scopes(claims: JsonObject) -> frozenset[str]:
    """Return the scopes that the app was granted and the person is allowed.

    ``scope`` (RFC 9068 section 2.2.3) is what the app was granted. ``permissions``, which Auth0
    adds on request, is everything that the person is allowed: it restricts ``scope`` and adds
    nothing to it. "What a token grants" in the README cites Auth0's rules.
    """
    scope = claims.get("scope", "")
    if not isinstance(scope, str):
        raise InvalidToken("scope")
    granted = frozenset(filter(None, scope.split(" ")))
    if "permissions" not in claims:
        return granted
    if not _is_list_of_texts(claims["permissions"]):
        raise InvalidToken("permissions")
    return granted.intersection(claims["permissions"])


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)

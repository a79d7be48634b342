"""Decides what a verified payload permits (RFC 7519 section 4, RFC 9068 section 4)."""

from dataclasses import dataclass
from typing import Any

from decoding import DecodingError, JsonObject, decode_json_object
from errors import InvalidToken

# An ID token speaks to the app, not to an API, even where both share an audience.
_ID_TOKEN_MARKS = frozenset({"nonce", "at_hash", "c_hash"})
# The end of the year 9999: a later date is milliseconds by mistake, or an attack.
_LATEST_DATE = 253_402_300_799


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is calling, as the identity provider vouches for it.

    Attributes:
        subject: The person or client, opaque.
        client_id: The client the token was issued to, empty if it names none.
        scopes: What the caller may do.
        key_id: The ``kid`` of the key that the token is signed with, empty without a token.
    """

    subject: str
    client_id: str
    scopes: frozenset[str]
    key_id: str = ""


ANONYMOUS = Caller(subject="", client_id="", scopes=frozenset())


@dataclass(frozen=True, slots=True)
class ClaimRules:
    """What this API expects of a token.

    Attributes:
        issuer: The exact ``iss``.
        audience: The ``aud`` that has to be among the token's.
        leeway: Seconds by which clocks may differ.
        client_ids: The clients whose tokens are accepted; empty accepts every client.
        rfc9068: Whether the claims RFC 9068 section 2.2 requires have to be there.
    """

    issuer: str
    audience: str
    leeway: int
    client_ids: frozenset[str] = frozenset()
    rfc9068: bool = False


def read_caller(payload: bytes, rules: ClaimRules, now: float, key_id: str = "") -> Caller:
    """Return the caller a verified payload stands for.

    Args:
        payload: The payload of a token with a good signature.
        rules: What this API expects.
        now: Wall-clock time, in seconds since 1970.
        key_id: The ``kid`` of the key it is signed with.

    Raises:
        InvalidToken: A claim is missing, of the wrong type, or not for this API or this time.
    """
    try:
        claims = decode_json_object(payload)
    except DecodingError:
        raise InvalidToken("payload") from None
    if claims.get("iss") != rules.issuer:
        raise InvalidToken("iss")
    _check_audience(claims.get("aud"), rules.audience)
    _check_times(claims, now, rules.leeway)
    if not _ID_TOKEN_MARKS.isdisjoint(claims):
        raise InvalidToken("id_token")
    # Bound to a key or certificate (RFC 7800 section 3.1): without a proof that the caller holds
    # it, which nothing here checks, it must not pass as a plain bearer (RFC 8705, RFC 9449).
    if "cnf" in claims:
        raise InvalidToken("cnf")
    client_id = _read_client(claims, rules)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise InvalidToken("sub")
    if not isinstance(claims.get("jti", ""), str):  # RFC 7519 section 4.1.7
        raise InvalidToken("jti")
    return Caller(subject, client_id, _read_scopes(claims), key_id)


def _check_audience(audience: Any, ours: str) -> None:
    """Require our audience among the token's (RFC 7519 section 4.1.3)."""
    if audience == ours:
        return
    if not isinstance(audience, list) or ours not in audience:
        raise InvalidToken("aud")
    if not all(isinstance(entry, str) for entry in audience):
        raise InvalidToken("aud")


def _check_times(claims: JsonObject, now: float, leeway: int) -> None:
    """Require that the token is in force now (RFC 7519 sections 4.1.4 to 4.1.6)."""
    if _date(claims, "exp") + leeway <= now:
        raise InvalidToken("expired")
    if _date(claims, "iat") - leeway > now:
        raise InvalidToken("iat")
    if "nbf" in claims and _date(claims, "nbf") - leeway > now:
        raise InvalidToken("nbf")


def _date(claims: JsonObject, name: str) -> float:
    """Return a NumericDate (RFC 7519 section 2). True is not a number here."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidToken(name)
    if not 0 <= value <= _LATEST_DATE:
        raise InvalidToken(name)
    return value


def _read_client(claims: JsonObject, rules: ClaimRules) -> str:
    """Return a known client: ``azp`` in Auth0's dialect, ``client_id`` in RFC 9068's."""
    clients = [claims[name] for name in ("azp", "client_id") if name in claims]
    if not all(isinstance(client, str) and client for client in clients):
        raise InvalidToken("client")
    if rules.client_ids and (not clients or not rules.client_ids.issuperset(clients)):
        raise InvalidToken("client")
    if rules.rfc9068 and not ("client_id" in claims and "jti" in claims):
        raise InvalidToken("rfc9068")
    return clients[0] if clients else ""


def _read_scopes(claims: JsonObject) -> frozenset[str]:
    """Return what was asked for and is permitted.

    ``scope`` (RFC 9068 section 2.2.3) is what the app was given. ``permissions``, which Auth0 adds
    on request, is all that the person may do, whatever the app asked for: it limits ``scope`` and
    adds nothing to it. With RBAC on, Auth0's ``scope`` is that intersection already, besides
    identity scopes such as ``openid``, which permit nothing here
    (https://auth0.com/docs/get-started/apis/enable-role-based-access-control-for-apis). A client
    without a person has the same words in both claims
    (https://community.auth0.com/t/difference-between-scopes-and-permissions-in-access-token/28900/5).
    """
    scope = claims.get("scope", "")
    if not isinstance(scope, str):
        raise InvalidToken("scope")
    granted = frozenset(filter(None, scope.split(" ")))
    if "permissions" not in claims:
        return granted
    permissions = claims["permissions"]
    if not isinstance(permissions, list):
        raise InvalidToken("permissions")
    if not all(isinstance(permission, str) for permission in permissions):
        raise InvalidToken("permissions")
    return granted.intersection(permissions)

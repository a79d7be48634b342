"""Tokens signed with the right key that joserfc or PyJWT judge otherwise than we do, and why.

The tests find no other difference.
"""

from dataclasses import dataclass
from typing import Any

from tests.conformance.drafts import Draft
from tests.functions.issuer import NOW

BOTH = frozenset({"joserfc", "pyjwt"})
JOSERFC, PYJWT = frozenset({"joserfc"}), frozenset({"pyjwt"})


@dataclass(frozen=True)
class Difference:
    """A token that others accept and we refuse.

    Attributes:
        draft: An example.
        reason: The check of ours that refuses it.
        accepted_by: Who accepts it.
        why: The rule we follow.
    """

    draft: Draft
    reason: str
    accepted_by: frozenset[str]
    why: str


def header(reason: str, accepted_by: frozenset[str], why: str, **changes: Any) -> Difference:
    return Difference(Draft(header=changes), reason, accepted_by, why)


def claims(reason: str, accepted_by: frozenset[str], why: str, **changes: Any) -> Difference:
    return Difference(Draft(claims=changes), reason, accepted_by, why)


NO_KID = "RFC 9068 section 4: the key is the one the token names, never each in turn."
STRICT_JSON = "RFC 8725 section 2.4: two parsers must not read two things; RFC 8259, RFC 7493."
DATE = "RFC 7519 section 2: a NumericDate is a JSON number."
B64 = "RFC 7797 section 6 needs it in crit, of which we know nothing (RFC 7515 section 4.1.11)."

HEADERS = {
    "kid missing": header("kid", BOTH, NO_KID, kid=...),
    "kid empty": header("kid", PYJWT, NO_KID, kid=""),
    "kid of nobody": header(
        "unknown_kid",
        PYJWT,
        "PyJWT gets the key from its caller, who has to compare the id.",
        kid="key-2",
    ),
    "typ of another kind of token": header(
        "typ",
        BOTH,
        "RFC 8725 section 3.11: one kind of token must not pass for another.",
        typ="logout+jwt",
    ),
    "typ that is no text": header("typ", PYJWT, "RFC 7515 section 4.1.9: a string.", typ=7),
    "crit empty": header(
        "crit", JOSERFC, "RFC 7515 section 4.1.11: the list must not be empty.", crit=[]
    ),
    "b64 with its default": header("crit", BOTH, B64, b64=True),
    "b64 that is neither true nor false": header("crit", PYJWT, B64, b64=1),
}

CLAIMS = {
    "exp a text": claims("exp", PYJWT, DATE, exp=str(NOW + 60)),
    "exp in milliseconds": claims(
        "exp",
        BOTH,
        "RFC 7519 section 2 counts seconds; after the year 9999 it is a mistake or an attack.",
        exp=(NOW + 60) * 1000,
    ),
    "iat a text": claims("iat", PYJWT, DATE, iat=str(NOW)),
    "iat before 1970": claims("iat", BOTH, DATE, iat=-1),
    "iat half a second too late": claims("iat", PYJWT, DATE, iat=NOW + 10.5),
    "nbf a text": claims("nbf", PYJWT, DATE, nbf=str(NOW)),
    "nbf before 1970": claims("nbf", BOTH, DATE, nbf=-1),
    "nbf half a second too late": claims("nbf", PYJWT, DATE, nbf=NOW + 10.5),
    "sub empty": claims(
        "sub", PYJWT, "RFC 9068 section 2.2 requires a subject; the empty one is nobody's.", sub=""
    ),
    "scope that is no text": claims(
        "scope",
        BOTH,
        "RFC 9068 section 2.2.3, RFC 8693 section 4.2: a string; both leave scopes to the caller.",
        scope=["read:messages"],
    ),
    "permissions that are no list of texts": claims(
        "permissions",
        BOTH,
        "What grants rights has one shape; both leave permissions to the caller.",
        permissions="read:messages",
    ),
    "acr that is no text": claims(
        "acr",
        BOTH,
        "OpenID Connect Core 1.0 section 2: a string; both leave authentication to the caller.",
        acr=1,
    ),
    "auth_time that is no date": claims(
        "auth_time",
        BOTH,
        "RFC 9068 section 2.2.1: seconds; both leave authentication to the caller.",
        auth_time=None,
    ),
    "client that is no text": claims(
        "client", BOTH, "RFC 8693 section 4.3: client_id is a string, and so is azp.", azp=7
    ),
    "a mark of an ID token": claims(
        "id_token", BOTH, "RFC 8725 section 3.12: an ID token is not an access token.", nonce="n"
    ),
    "bound to a key": claims(
        "cnf",
        BOTH,
        "RFC 7800, RFC 9449: it is no bearer token; both leave the proof to the caller.",
        cnf={"jkt": "t"},
    ),
}

NO_STRICT_JSON = (
    "a byte order mark",
    "UTF-16",
    "UTF-32",
    "NaN",
    "Infinity",
    "a number that overflows",
    "300 brackets deep",
    "300 brackets beside each other",
    "a member twice",
    "a member twice, the same",
    "a member twice further down",
    "a surrogate in UTF-8",
)
TEXTS = {
    f"header: {style}": Difference(Draft(header_style=style), "encoding", BOTH, STRICT_JSON)
    for style in NO_STRICT_JSON
} | {
    f"payload: {style}": Difference(Draft(payload_style=style), "payload", BOTH, STRICT_JSON)
    for style in NO_STRICT_JSON
}

FORMS = {
    form: Difference(
        Draft(form=form),
        "encoding",
        PYJWT,
        "RFC 7515 section 2: base64url without the padding.",
    )
    for form in ("header padded", "payload padded", "signature padded")
} | {
    "longer than 32 kB": claims(
        "form",
        BOTH,
        "RFC 8725 section 3.1 leaves limits to us; no tier passes on a longer one.",
        azp="a" * 32 * 1024,
    ),
}

STRICTER: dict[str, Difference] = HEADERS | CLAIMS | TEXTS | FORMS


def is_text(value: object) -> bool:
    return isinstance(value, str)


def is_address(value: Any) -> bool:
    return is_text(value) and value.startswith(("https://", "http://"))


# RFC 7515 section 4.1: the shapes of the parameters about keys and content. joserfc compares them.
# We read none of them (RFC 8725 section 3.10: a token never brings its own key).
SHAPES = {
    "jku": is_address,
    "x5u": is_address,
    "jwk": lambda value: isinstance(value, dict),
    "x5c": lambda value: isinstance(value, list) and all(map(is_text, value)),
    "x5t": is_text,
    "x5t#S256": is_text,
    "cty": is_text,
}
ILL_SHAPED = {
    "jku": "x",
    "jwk": 7,
    "x5u": None,
    "x5c": [7],
    "x5t": {},
    "x5t#S256": 1.5,
    "cty": True,
}
LENIENT = {
    f"{name} of a wrong shape": (Draft(header={name: value}), JOSERFC)
    for name, value in ILL_SHAPED.items()
} | {"exp that ended less than a second ago": (Draft(claims={"exp": NOW - 10 + 0.5}), PYJWT)}


def harmless_refusals(header: dict[str, Any], claims: dict[str, Any]) -> frozenset[str]:
    """The verifiers that refuse a token for something that does no harm when we accept it."""
    is_ill_shaped = any(name in header and not fits(header[name]) for name, fits in SHAPES.items())
    # RFC 7519 section 2: a NumericDate may have a fraction, which PyJWT cuts off.
    is_cut = isinstance(claims["exp"], float) and 0 < claims["exp"] - (NOW - 10) < 1
    return (JOSERFC if is_ill_shaped else frozenset()) | (PYJWT if is_cut else frozenset())

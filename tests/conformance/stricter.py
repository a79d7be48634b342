"""Tokens signed with the right key that well-known verifiers accept and we refuse, and why.

The tests find no such token that no row of ``STRICTER`` covers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.conformance.drafts import Draft
from tests.conformance.reading import Reading
from tests.functions.issuer import NOW

BOTH = frozenset({"joserfc", "pyjwt"})
JOSERFC, PYJWT = frozenset({"joserfc"}), frozenset({"pyjwt"})
END_OF_9999 = 253_402_300_799
OUR_TYPES = {"jwt", "at+jwt", "application/at+jwt"}
ID_TOKEN_MARKS = {"nonce", "at_hash", "c_hash"}
Covers = Callable[[Reading], bool]


@dataclass(frozen=True)
class Difference:
    """A token that others accept and we refuse.

    Attributes:
        draft: An example.
        reason: The check of ours that refuses it.
        accepted_by: Who accepts it.
        covers: Tells whether a token is of this kind.
        why: The rule we follow.
    """

    draft: Draft
    reason: str
    accepted_by: frozenset[str]
    covers: Covers
    why: str


def header(**changes: Any) -> Draft:
    return Draft(header=changes)


def claims(**changes: Any) -> Draft:
    return Draft(claims=changes)


def is_text(value: object) -> bool:
    return isinstance(value, str)


def is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(is_text(entry) for entry in value)


def is_date(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def off_date(name: str) -> Covers:
    """A date that is a text or true: PyJWT makes a number of it with ``int()``."""
    return lambda read: name in read.claims and not is_date(read.claims[name])


def before_1970(name: str) -> Covers:
    return lambda read: is_date(read.claims.get(name)) and read.claims[name] < 0


def in_the_second_after_now(name: str) -> Covers:
    """A date whose fraction alone is too late: ``int()`` cuts the fraction off."""
    return lambda read: (
        isinstance(read.claims.get(name), float) and 0 < read.claims[name] - (NOW + 10) < 1
    )


NO_KID = "RFC 9068 section 4: the key is the one the token names, never each in turn."
STRICT_JSON = "RFC 8725 section 2.4: two parsers must not read two things; RFC 8259, RFC 7493."
DATE = "RFC 7519 section 2: a NumericDate is a JSON number."
B64 = "RFC 7797 section 6 needs it in crit, of which we know nothing (RFC 7515 section 4.1.11)."

HEADERS = {
    "kid missing": Difference(
        header(kid=...), "kid", BOTH, lambda read: "kid" not in read.header, NO_KID
    ),
    "kid empty": Difference(
        header(kid=""), "kid", PYJWT, lambda read: read.header.get("kid") == "", NO_KID
    ),
    "kid of nobody": Difference(
        header(kid="key-2"),
        "unknown_kid",
        PYJWT,
        lambda read: is_text(read.header.get("kid")) and read.header["kid"] not in {"", "key-1"},
        "PyJWT is handed the key; whoever calls it has to compare the id.",
    ),
    "typ of another kind of token": Difference(
        header(typ="logout+jwt"),
        "typ",
        BOTH,
        lambda read: (
            is_text(read.header.get("typ")) and read.header["typ"].lower() not in OUR_TYPES
        ),
        "RFC 8725 section 3.11: one kind of token must not pass for another.",
    ),
    "typ that is no text": Difference(
        header(typ=7),
        "typ",
        PYJWT,
        lambda read: not is_text(read.header.get("typ", "")),
        "RFC 7515 section 4.1.9: a string.",
    ),
    "crit empty": Difference(
        header(crit=[]),
        "crit",
        JOSERFC,
        lambda read: read.header.get("crit") == [],
        "RFC 7515 section 4.1.11: the list must not be empty.",
    ),
    "b64 with its default": Difference(
        header(b64=True), "crit", BOTH, lambda read: read.header.get("b64") is True, B64
    ),
    "b64 that is neither true nor false": Difference(
        header(b64=1),
        "crit",
        PYJWT,
        lambda read: not isinstance(read.header.get("b64", True), bool),
        B64,
    ),
}

CLAIMS = {
    "exp a text": Difference(claims(exp=str(NOW + 60)), "exp", PYJWT, off_date("exp"), DATE),
    "exp in milliseconds": Difference(
        claims(exp=(NOW + 60) * 1000),
        "exp",
        BOTH,
        lambda read: is_date(read.claims.get("exp")) and read.claims["exp"] > END_OF_9999,
        "RFC 7519 section 2 counts seconds; after the year 9999 it is a mistake or an attack.",
    ),
    "iat a text": Difference(claims(iat=str(NOW)), "iat", PYJWT, off_date("iat"), DATE),
    "iat before 1970": Difference(claims(iat=-1), "iat", BOTH, before_1970("iat"), DATE),
    "iat half a second too late": Difference(
        claims(iat=NOW + 10.5), "iat", PYJWT, in_the_second_after_now("iat"), DATE
    ),
    "nbf a text": Difference(claims(nbf=str(NOW)), "nbf", PYJWT, off_date("nbf"), DATE),
    "nbf before 1970": Difference(claims(nbf=-1), "nbf", BOTH, before_1970("nbf"), DATE),
    "nbf half a second too late": Difference(
        claims(nbf=NOW + 10.5), "nbf", PYJWT, in_the_second_after_now("nbf"), DATE
    ),
    "sub empty": Difference(
        claims(sub=""),
        "sub",
        PYJWT,
        lambda read: read.claims.get("sub") == "",
        "RFC 9068 section 2.2 requires a subject, and the empty one is nobody's.",
    ),
    "scope that is no text": Difference(
        claims(scope=["read:messages"]),
        "scope",
        BOTH,
        lambda read: not is_text(read.claims.get("scope", "")),
        "RFC 9068 section 2.2.3, RFC 8693 section 4.2: a string; both leave scopes to the caller.",
    ),
    "permissions that are no list of texts": Difference(
        claims(permissions="read:messages"),
        "permissions",
        BOTH,
        lambda read: not is_list_of_texts(read.claims.get("permissions", [])),
        "What grants rights has one shape; both leave permissions to the caller.",
    ),
    "client that is no text": Difference(
        claims(azp=7),
        "client",
        BOTH,
        lambda read: (
            not all(
                is_text(read.claims[name]) and read.claims[name]
                for name in ("azp", "client_id")
                if name in read.claims
            )
        ),
        "RFC 8693 section 4.3: client_id is a string; azp is its elder sister.",
    ),
    "a mark of an ID token": Difference(
        claims(nonce="n"),
        "id_token",
        BOTH,
        lambda read: not ID_TOKEN_MARKS.isdisjoint(read.claims),
        "RFC 8725 section 3.12: an ID token is not an access token.",
    ),
    "bound to a key": Difference(
        claims(cnf={"jkt": "t"}),
        "cnf",
        BOTH,
        lambda read: "cnf" in read.claims,
        "RFC 7800, RFC 9449: it is no bearer token; both leave the proof to the caller.",
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
    f"header: {style}": Difference(
        Draft(header_style=style),
        "encoding",
        BOTH,
        lambda read: bool(read.header_oddities),
        STRICT_JSON,
    )
    for style in NO_STRICT_JSON
} | {
    f"payload: {style}": Difference(
        Draft(payload_style=style),
        "payload",
        BOTH,
        lambda read: bool(read.payload_oddities),
        STRICT_JSON,
    )
    for style in NO_STRICT_JSON
}

FORMS = {
    form: Difference(
        Draft(form=form),
        "encoding",
        PYJWT,
        lambda read: "=" in read.token,
        "RFC 7515 section 2: base64url without the padding.",
    )
    for form in ("header padded", "payload padded", "signature padded")
} | {
    "longer than 32 kB": Difference(
        claims(azp="a" * 32 * 1024),
        "form",
        BOTH,
        lambda read: len(read.token) > 32 * 1024,
        "RFC 8725 section 3.1 leaves limits to us; no tier passes on a longer one.",
    ),
}

STRICTER: dict[str, Difference] = HEADERS | CLAIMS | TEXTS | FORMS

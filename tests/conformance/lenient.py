"""Tokens signed with the right key that we accept and others refuse, and why that is no harm.

The tests find no such token that no row of ``LENIENT`` covers.
"""

from dataclasses import dataclass
from typing import Any

from tests.conformance.drafts import Draft
from tests.conformance.reading import Reading
from tests.conformance.stricter import (
    JOSERFC,
    PYJWT,
    Covers,
    claims,
    header,
    is_list_of_texts,
    is_text,
)
from tests.functions.issuer import NOW


@dataclass(frozen=True)
class Leniency:
    """A token that we accept and others refuse.

    Attributes:
        draft: An example.
        refused_by: Who refuses it.
        covers: Tells whether a token is of this kind.
        why: Why it does no harm to accept it.
    """

    draft: Draft
    refused_by: frozenset[str]
    covers: Covers
    why: str


def is_address(value: Any) -> bool:
    return is_text(value) and value.startswith(("https://", "http://"))


# What RFC 7515 section 4.1 says of the parameters that are about keys and content.
SHAPES = {
    "jku": is_address,
    "x5u": is_address,
    "jwk": lambda value: isinstance(value, dict),
    "x5c": is_list_of_texts,
    "x5t": is_text,
    "x5t#S256": is_text,
    "cty": is_text,
}


def has_ill_shaped_parameter(read: Reading) -> bool:
    return any(name in read.header and not fits(read.header[name]) for name, fits in SHAPES.items())


def ended_within_a_second(read: Reading) -> bool:
    return isinstance(read.claims["exp"], float) and 0 < read.claims["exp"] - (NOW - 10) < 1


UNREAD = "RFC 8725 section 3.10: a token never brings its own key; what it says of one is unread."
ILL_SHAPED: dict[str, Any] = {
    "jku": "x",
    "jwk": 7,
    "x5u": None,
    "x5c": [7],
    "x5t": {},
    "x5t#S256": 1.5,
    "cty": True,
}

LENIENT: dict[str, Leniency] = {
    f"{name} of a wrong shape": Leniency(
        header(**{name: value}), JOSERFC, has_ill_shaped_parameter, UNREAD
    )
    for name, value in ILL_SHAPED.items()
} | {
    "exp that ended less than a second ago": Leniency(
        claims(exp=NOW - 10 + 0.5),
        PYJWT,
        ended_within_a_second,
        "RFC 7519 section 2: a NumericDate may have a fraction, which PyJWT cuts off.",
    ),
}

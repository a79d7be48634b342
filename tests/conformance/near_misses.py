"""A grammar of tokens that are nearly good: the values each member nearly may have."""

from typing import Any

from hypothesis import strategies as st

from tests.conformance.drafts import FORMS, TEXT_STYLES, Draft
from tests.functions.issuer import AUDIENCE, ISSUER, NOW

END_OF_9999 = 253_402_300_799

# ... removes the member.
ODD_VALUES: tuple[Any, ...] = (
    ...,
    None,
    True,
    False,
    0,
    1,
    -1,
    0.5,
    "",
    "x",
    "ä\0",
    [],
    [7],
    ["x"],
    {},
    {"x": 1},
)
ANYTHING = st.one_of(
    st.sampled_from(ODD_VALUES),
    st.integers(),
    st.floats(),
    st.text(max_size=4),
    st.lists(st.none() | st.booleans() | st.integers() | st.text(max_size=3), max_size=3),
)

HEADER: dict[str, list[Any]] = {
    "alg": ["RS256", "rs256", "none", "HS256", "RS384", "PS256", "RS256 ", ["RS256"]],
    "kid": ["key-1", "key-2", "KEY-1", "key-1 ", ["key-1"]],
    "typ": ["JWT", "jwt", "at+jwt", "Application/AT+JWT", "application/jwt", "logout+jwt", "JOSE"],
    "crit": [["exp"], ["b64"], ["x"], "b64", [[]]],
    "b64": [True, False, "true"],
    "jku": ["https://evil.example/", "evil.example"],
    "jwk": [{"kty": "oct", "k": "AA"}, "{}"],
    "x5u": ["https://evil.example/", "ftp://evil.example/"],
    "x5c": [["AA"], "AA"],
    "x5t": ["AA"],
    "x5t#S256": ["AA"],
    "cty": ["JWT", "application/json"],
    "zip": ["DEF"],
    "enc": ["A128GCM"],
    "nonce": ["n"],
    "x": [1],
}

DATES = [NOW, NOW + 10, NOW + 11, NOW - 9, NOW - 10, NOW - 11, NOW + 10.5, NOW - 9.5, NOW - 10.5]
ODD_DATES = [float(NOW), str(NOW + 60), f" {NOW}", (NOW + 60) * 1000, 10**400, 1e300]
ALL_DATES = [*DATES, *ODD_DATES, END_OF_9999, END_OF_9999 + 1]

CLAIMS: dict[str, list[Any]] = {
    "iss": [ISSUER, ISSUER.rstrip("/"), ISSUER.upper(), f"{ISSUER}x", [ISSUER], f"{ISSUER}\0"],
    "sub": ["auth0|reader", " ", ["auth0|reader"]],
    "aud": [
        AUDIENCE,
        [AUDIENCE],
        [AUDIENCE, 7],
        [AUDIENCE, None],
        [[AUDIENCE]],
        f"{AUDIENCE}/",
        {AUDIENCE: 1},
        [f"{AUDIENCE} "],
        ["", AUDIENCE],
    ],
    "exp": ALL_DATES,
    "iat": ALL_DATES,
    "nbf": ALL_DATES,
    "jti": ["1"],
    "azp": ["client-2"],
    "client_id": ["client-2"],
    "scope": ["read:messages", ["read:messages"], "  "],
    "permissions": [["read:messages"], "read:messages", [["x"]], ["x", "x"]],
    "nonce": ["n"],
    "at_hash": ["h"],
    "c_hash": ["h"],
    "cnf": [{"jkt": "t"}, {}],
    "auth_time": [NOW],
    "typ": ["ID", "Refresh"],
    "x": [1],
}


def _changes(members: dict[str, list[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """No, one or two members with another value; the value ... removes the member."""
    change = st.sampled_from(list(members)).flatmap(
        lambda name: st.tuples(st.just(name), st.sampled_from(members[name]) | ANYTHING)
    )
    return st.lists(change, max_size=2).map(dict)


def _mostly_plain(others: list[str]) -> st.SearchStrategy[str]:
    return st.just("plain") | st.just("plain") | st.sampled_from(others)


drafts: st.SearchStrategy[Draft] = st.builds(
    Draft,
    header=_changes(HEADER),
    claims=_changes(CLAIMS),
    header_style=_mostly_plain(list(TEXT_STYLES)),
    payload_style=_mostly_plain(list(TEXT_STYLES)),
    form=_mostly_plain(list(FORMS)),
)

"""Whatever a key set holds, it raises nothing, and only a key that is fit verifies a token."""

from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings

from gatepost_api.errors import InvalidToken
from tests.conformance import hostile_requests as hostile
from tests.conformance.near_misses import ODD_VALUES
from tests.functions.issuer import Signer
from tests.functions.jws import verify_jws

PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
SINGLE_CHANGES = [
    {name: value} for name, near in hostile.JWK.items() for value in (*near, *ODD_VALUES)
]


@pytest.fixture(scope="module")
def good_token(signer: Signer) -> str:
    return signer.mint()


def is_fit(key: Any, ours: dict[str, Any]) -> bool:
    """Return whether a JWK is our key, published for this use (RFC 7517 section 4)."""
    return (
        isinstance(key, dict)
        and all(key.get(name) == ours[name] for name in ("kty", "kid", "n", "e"))
        and key.get("use", "sig") == "sig"
        and key.get("alg", "RS256") == "RS256"
        and isinstance(key.get("key_ops", []), list)
        and "verify" in key.get("key_ops", ["verify"])
        and PRIVATE.isdisjoint(key)
    )


def accepts(token: str, document: Any) -> bool:
    try:
        return bool(verify_jws(token, document))
    except InvalidToken:
        return False


def test_a_key_with_a_single_change_verifies_only_if_it_is_fit(
    signer: Signer, good_token: str
) -> None:
    keys = [signer.jwk(**change) for change in SINGLE_CHANGES]
    wrong = [
        change
        for change, key in zip(SINGLE_CHANGES, keys, strict=True)
        if accepts(good_token, {"keys": [key]}) != is_fit(key, signer.jwk())
    ]
    assert wrong == []
    assert len(keys) > 200


@pytest.mark.parametrize("bits", [1024, 2040])
def test_a_short_key_verifies_not_even_its_own_token(bits: int) -> None:
    short = Signer(bits=bits)
    assert not accepts(short.mint(), short.jwks())  # RFC 7518 section 3.3: 2048 bits or more


def surround(keys: list[Any], shape: str, other: Any) -> Any:
    """Put a list of keys into a document, rightly or wrongly."""
    other = None if other is ... else other
    match shape:
        case "set":
            return {"keys": keys, "x": other}
        case "list":
            return keys
        case "nested":
            return {"keys": {"keys": keys}}
        case "renamed":
            return {"Keys": keys, "keys": other}
        case _:
            return other


@settings(
    max_examples=4 * settings().max_examples,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(key_set=hostile.key_sets)
def test_a_key_set_verifies_only_by_a_fit_key_and_never_raises(
    signer: Signer, good_token: str, key_set: tuple[list[Any], str, Any]
) -> None:
    changes, shape, other = key_set
    keys = [signer.jwk(**change) if isinstance(change, dict) else change[0] for change in changes]
    document = surround(keys, shape, other)
    accepted = accepts(good_token, document)
    event("accepted" if accepted else "refused")
    fit = [is_fit(key, signer.jwk()) for key in keys] if shape == "set" else []
    if accepted or fit[:1] == [True]:  # behind a sound key of the same id, ours does not count
        assert accepted
        assert any(fit)

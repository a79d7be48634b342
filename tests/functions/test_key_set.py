from typing import Any

import pytest

from gatepost_api.keys.key_set import load_keys
from tests.functions.issuer import Signer, encode_number

# rule -> changes to a good JWK after which it must not be used
UNUSABLE: dict[str, dict[str, Any]] = {
    "no kid": {"kid": ...},
    "kid empty": {"kid": ""},
    "kid a number": {"kid": 1},
    "kid a list": {"kid": ["key-1"]},
    "for encryption": {"use": "enc"},
    "use null": {"use": None},
    "another algorithm": {"alg": "RS512"},
    "an encryption algorithm": {"alg": "RSA-OAEP-256"},
    "alg a list": {"alg": ["RS256"]},
    "key_ops to sign": {"key_ops": ["sign"]},
    "key_ops empty": {"key_ops": []},
    "key_ops a string": {"key_ops": "verify"},
    "no type": {"kty": ...},
    "an elliptic curve": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
    "an Edwards curve": {"kty": "OKP", "crv": "Ed25519", "x": "AA"},
    "a shared secret": {"kty": "oct", "k": "AA"},
    "a private key": {"d": "AQAB"},
    "n missing": {"n": ...},
    "n a number": {"n": 7},
    "n not base64url": {"n": "!!!"},
    "n not ASCII": {"n": "ä"},
    "n empty": {"n": ""},
    "n even": {"n": encode_number(1 << 2047)},
    "n too long": {"n": encode_number((1 << 20_000) + 1)},
    "e missing": {"e": ...},
    "e one": {"e": "AQ"},
    "e even": {"e": "BA"},
    "e padded": {"e": "AQAB="},
    "e too long": {"e": encode_number((1 << 40) + 1)},
}


@pytest.mark.parametrize("changes", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_an_unusable_key_is_not_loaded(signer: Signer, changes: dict[str, Any]) -> None:
    assert not load_keys({"keys": [signer.jwk(**changes)]})


def test_unusable_keys_and_junk_listed_first_do_not_hide_a_good_one(signer: Signer) -> None:
    unusable = [signer.jwk(**changes) for changes in UNUSABLE.values()]
    junk: list[object] = [None, 7, "x", [], {}]
    assert list(load_keys({"keys": [*unusable, *junk, signer.jwk()]})) == ["key-1"]


@pytest.mark.parametrize("document", [None, [], "x", 7, {}, {"keys": None}, {"keys": {"kid": 1}}])
def test_a_document_that_is_no_key_set_holds_no_keys(document: object) -> None:
    assert not load_keys(document)


@pytest.mark.parametrize(
    "changes",
    [{}, {"use": ...}, {"alg": ...}, {"key_ops": ["verify"]}, {"x5t": "a", "x5c": ["b"]}],
)
def test_what_a_key_does_not_say_does_not_count_against_it(
    signer: Signer, changes: dict[str, Any]
) -> None:
    assert load_keys({"keys": [signer.jwk(**changes)]})


def test_a_key_of_1024_bits_is_too_short() -> None:
    assert not load_keys(Signer(bits=1024).jwks())


def test_of_two_keys_with_one_id_the_first_counts(signer: Signer, stranger: Signer) -> None:
    keys = load_keys({"keys": [signer.jwk(), stranger.jwk()]})
    assert keys["key-1"].verify(b"message", signer.signature("message"))
    assert not keys["key-1"].verify(b"message", stranger.signature("message"))


def test_a_modulus_of_the_roca_generator_is_refused() -> None:
    modulus = pow(65537, 5, _primorial()) + _primorial() * (1 << 1850)
    assert not load_keys({"keys": [_jwk_of(modulus)]})
    assert load_keys({"keys": [_jwk_of(modulus + 2)]})


def _jwk_of(modulus: int) -> dict[str, str]:
    return {"kty": "RSA", "kid": "k", "n": encode_number(modulus), "e": "AQAB"}


def _primorial() -> int:
    product = 1
    for number in range(2, 168):
        if all(number % divisor for divisor in range(2, number)):
            product *= number
    return product

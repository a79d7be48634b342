import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from jose import jwk

from gatepost_api.errors import InvalidToken
from gatepost_api.tokens import verifier
from gatepost_api.tokens.verifier import MAX_TOKEN_LENGTH, parse_token
from tests.functions.bad_tokens import BAD_HEADERS, BAD_JSON
from tests.functions.issuer import Signer, encode, good_claims
from tests.functions.jws import verify_jws


def reason_of(token: Any, jwks: Any) -> str:
    with pytest.raises(InvalidToken) as caught:
        verify_jws(token, jwks)
    return caught.value.reason


def test_a_good_token_gives_its_payload(signer: Signer) -> None:
    assert json.loads(verify_jws(signer.mint(), signer.jwks())) == good_claims()


@pytest.mark.parametrize("typ", [..., "JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"])
def test_the_types_of_an_access_token_are_accepted(signer: Signer, typ: object) -> None:
    assert verify_jws(signer.mint({"typ": typ}), signer.jwks())


@pytest.mark.parametrize(("changes", "reason"), BAD_HEADERS.values(), ids=BAD_HEADERS.keys())
def test_a_bad_header_is_refused(signer: Signer, changes: dict[str, Any], reason: str) -> None:
    assert reason_of(signer.mint(changes), signer.jwks()) == reason


@pytest.mark.parametrize("header", BAD_JSON.values(), ids=BAD_JSON.keys())
def test_a_header_that_is_no_strict_json_object_is_refused(signer: Signer, header: bytes) -> None:
    assert reason_of(signer.sign(header, b"{}"), signer.jwks()) in {"encoding", "form"}


def _unused_bits(segment: str) -> str:
    """The same bytes written differently: the last character's unused bits are not zero."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    assert len(segment) % 4 in {2, 3}
    return segment[:-1] + alphabet[alphabet.index(segment[-1]) + 1]


# rule -> a good token's header {h}, payload {p} and signature {s} put together wrongly; capitals
# are the same bytes written with unused bits that are not zero
MALFORMED = {
    "nothing": "",
    "one part": "{h}",
    "two parts": "{h}.{p}",
    "four parts": "{h}.{p}.{s}.{s}",
    "five parts, as a JWE": "{h}.{p}.{s}.{s}.{s}",
    "header empty": ".{p}.{s}",
    "payload empty": "{h}..{s}",
    "signature empty": "{h}.{p}.",
    "header padded": "{h}=.{p}.{s}",
    "payload padded": "{h}.{p}=.{s}",
    "signature padded": "{h}.{p}.{s}==",
    "header with unused bits": "{H}.{p}.{s}",
    "payload with unused bits": "{h}.{P}.{s}",
    "signature with unused bits": "{h}.{p}.{S}",
    "one character too many": "{h}.{p}.{s}AAA",
    "the other alphabet": "{h}.{p}." + "+/" * 171,
    "a line break inside": "{h}.{p}.\n{s}",
    "a line break at the end": "{h}.{p}.{s}\n",
    "a blank in front": " {h}.{p}.{s}",
    "a zero byte": "{h}.{p}.{s}\0",
    "a foreign digit": "{h}.{p}.{s}\u0661",
    "a lone surrogate": "{h}.{p}.\ud800{s}",
    "longer than the limit": "{h}.{p}" + "A" * MAX_TOKEN_LENGTH + ".{s}",
}


@pytest.mark.parametrize("form", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_token_is_refused(signer: Signer, form: str) -> None:
    # Lengths that leave unused bits in each segment.
    token = signer.sign(json.dumps(signer.header()).encode() + b" ", b'{"a":1}   ')
    assert verify_jws(token, signer.jwks())
    h, p, s = token.split(".")
    odd = {"H": _unused_bits(h), "P": _unused_bits(p), "S": _unused_bits(s)}
    malformed = form.format(h=h, p=p, s=s, **odd)
    assert reason_of(malformed, signer.jwks()) in {"form", "encoding"}


@pytest.mark.parametrize("token", [None, 7, b"a.b.c", ["a", "b"], {}])
def test_a_token_that_is_no_text_is_refused(signer: Signer, token: object) -> None:
    assert reason_of(token, signer.jwks()) == "form"


def test_a_token_of_exactly_the_limit_is_read(signer: Signer) -> None:
    spare = MAX_TOKEN_LENGTH - len(signer.sign(json.dumps(signer.header()).encode(), b""))
    token = signer.sign(json.dumps(signer.header()).encode(), b"x" * (spare * 3 // 4))
    assert len(token) in {MAX_TOKEN_LENGTH - 1, MAX_TOKEN_LENGTH}
    assert verify_jws(token, signer.jwks())


def test_another_key_under_the_same_id_did_not_sign(signer: Signer, stranger: Signer) -> None:
    assert reason_of(stranger.mint(), signer.jwks()) == "signature"


def test_a_changed_payload_or_header_is_not_signed(signer: Signer) -> None:
    header, payload, signature = signer.mint().split(".")
    other_payload = encode(json.dumps(good_claims(sub="auth0|admin")).encode())
    other_header = encode(json.dumps(signer.header(x=1)).encode())
    assert reason_of(f"{header}.{other_payload}.{signature}", signer.jwks()) == "signature"
    assert reason_of(f"{other_header}.{payload}.{signature}", signer.jwks()) == "signature"


@pytest.mark.parametrize("length", [1, 255, 257, 512])
def test_a_signature_of_another_length_is_refused(signer: Signer, length: int) -> None:
    head = signer.mint().rpartition(".")[0]
    assert reason_of(f"{head}.{encode(bytes(length))}", signer.jwks()) == "signature"


def test_the_public_key_used_as_a_shared_secret_is_refused(signer: Signer) -> None:
    pem = signer.private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head = encode(json.dumps(signer.header(alg="HS256")).encode()) + "." + encode(b"{}")
    secret = {"kty": "oct", "k": encode(pem)}
    forged = f"{head}.{encode(jwk.construct(secret, 'HS256').sign(head.encode()))}"
    assert reason_of(forged, {"keys": [signer.jwk(), secret | {"kid": "key-1"}]}) == "alg"


@pytest.mark.parametrize("name", ["jwk", "jku", "x5u", "x5c"])
def test_a_token_cannot_bring_its_own_key(signer: Signer, stranger: Signer, name: str) -> None:
    own = {"jwk": stranger.jwk(), "jku": "https://evil.example/", "x5u": "https://evil.example/"}
    assert reason_of(stranger.mint({name: own.get(name, ["A"])}), signer.jwks()) == "signature"


def test_a_flood_of_odd_headers_does_not_fill_the_memory(signer: Signer) -> None:
    for number in range(200):
        parse_token(signer.sign(json.dumps(signer.header(kid=str(number))).encode(), b"{}"))
    assert verifier._read_header.cache_info().currsize <= 32

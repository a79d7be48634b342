"""The tables of what a token must not be: one row each, with the check that has to catch it."""

from typing import Any

from tests.functions.issuer import AUDIENCE, ISSUER, NOW

# rule -> (changes to the header, reason)
BAD_HEADERS: dict[str, tuple[dict[str, Any], str]] = {
    "alg missing": ({"alg": ...}, "alg"),
    "alg none": ({"alg": "none"}, "alg"),
    "alg HS256": ({"alg": "HS256"}, "alg"),
    "alg RS384": ({"alg": "RS384"}, "alg"),
    "alg PS256": ({"alg": "PS256"}, "alg"),
    "alg in lower case": ({"alg": "rs256"}, "alg"),
    "alg a list": ({"alg": ["RS256"]}, "alg"),
    "alg null": ({"alg": None}, "alg"),
    "kid missing": ({"kid": ...}, "kid"),
    "kid empty": ({"kid": ""}, "kid"),
    "kid a number": ({"kid": 1}, "kid"),
    "kid null": ({"kid": None}, "kid"),
    "kid a list": ({"kid": ["key-1"]}, "kid"),
    "kid of nobody": ({"kid": "key-2"}, "unknown_kid"),
    "crit unknown": ({"crit": ["x"], "x": 1}, "crit"),
    "crit empty": ({"crit": []}, "crit"),
    "crit b64": ({"crit": ["b64"], "b64": False}, "crit"),
    "b64 without crit": ({"b64": False}, "crit"),
    "typ of a logout token": ({"typ": "logout+jwt"}, "typ"),
    "typ of a DPoP proof": ({"typ": "dpop+jwt"}, "typ"),
    "typ empty": ({"typ": ""}, "typ"),
    "typ null": ({"typ": None}, "typ"),
    "typ a list": ({"typ": ["JWT"]}, "typ"),
}

# rule -> (changes to the claims, reason)
BAD_CLAIMS: dict[str, tuple[dict[str, Any], str]] = {
    "iss missing": ({"iss": ...}, "iss"),
    "iss of another": ({"iss": "https://evil.example/"}, "iss"),
    "iss without its slash": ({"iss": ISSUER.rstrip("/")}, "iss"),
    "iss a list": ({"iss": [ISSUER]}, "iss"),
    "aud missing": ({"aud": ...}, "aud"),
    "aud of another": ({"aud": "https://other.example"}, "aud"),
    "aud that begins like ours": ({"aud": f"{AUDIENCE}.evil.example"}, "aud"),
    "aud empty": ({"aud": []}, "aud"),
    "aud an object": ({"aud": {AUDIENCE: 1}}, "aud"),
    "aud with a number": ({"aud": [AUDIENCE, 7]}, "aud"),
    "aud null": ({"aud": None}, "aud"),
    "exp missing": ({"exp": ...}, "exp"),
    "exp null": ({"exp": None}, "exp"),
    "exp a string": ({"exp": str(NOW + 3600)}, "exp"),
    "exp a list": ({"exp": [NOW + 3600]}, "exp"),
    "exp an object": ({"exp": {}}, "exp"),
    "exp true": ({"exp": True}, "exp"),
    "exp in milliseconds": ({"exp": (NOW + 3600) * 1000}, "exp"),
    "exp beyond all floats": ({"exp": 10**400}, "exp"),
    "exp negative": ({"exp": -1}, "exp"),
    "exp over": ({"exp": NOW - 3600}, "expired"),
    "exp just over, leeway included": ({"exp": NOW - 10}, "expired"),
    "iat missing": ({"iat": ...}, "iat"),
    "iat a string": ({"iat": str(NOW)}, "iat"),
    "iat true": ({"iat": True}, "iat"),
    "iat in the future": ({"iat": NOW + 11}, "iat"),
    "nbf null": ({"nbf": None}, "nbf"),
    "nbf a string": ({"nbf": "0"}, "nbf"),
    "nbf in the future": ({"nbf": NOW + 11}, "nbf"),
    "sub missing": ({"sub": ...}, "sub"),
    "sub empty": ({"sub": ""}, "sub"),
    "sub a number": ({"sub": 7}, "sub"),
    "nonce of an ID token": ({"nonce": "n"}, "id_token"),
    "at_hash of an ID token": ({"at_hash": "h"}, "id_token"),
    "c_hash of an ID token": ({"c_hash": "h"}, "id_token"),
    "scope a list": ({"scope": ["read:messages"]}, "scope"),
    "scope null": ({"scope": None}, "scope"),
    "permissions a string": ({"permissions": "read:messages"}, "permissions"),
    "permissions null": ({"permissions": None}, "permissions"),
    "permissions with a number": ({"permissions": ["read:messages", 7]}, "permissions"),
    "permissions with a list": ({"permissions": [["read:messages"]]}, "permissions"),
}

# Short enough for a token, as a header too; deep enough to exhaust a parser that recurses.
DEPTH_BOMB = b'{"alg":"RS256","kid":"key-1","x":' + b"[" * 2000 + b"]" * 2000 + b"}"

# rule -> bytes that are no JSON object we accept, as a header or as a payload
BAD_JSON: dict[str, bytes] = {
    "nothing": b" ",
    "a list": b"[]",
    "a string": b'"x"',
    "a number": b"7",
    "null": b"null",
    "cut off": b'{"alg":"RS256"',
    "two objects": b"{}{}",
    "a member twice": b'{"alg":"RS256","kid":"key-1","kid":"key-1"}',
    "a member twice further down": b'{"alg":"RS256","kid":"key-1","x":{"y":1,"y":1}}',
    "a member twice, once escaped": b'{"alg":"RS256","kid":"key-1","k\\u0069d":"key-1"}',
    "NaN": b'{"alg":"RS256","kid":"key-1","x":NaN}',
    "Infinity": b'{"alg":"RS256","kid":"key-1","x":-Infinity}',
    "a number that overflows": b'{"alg":"RS256","kid":"key-1","x":1e400}',
    "a number of 5,000 digits": b'{"alg":"RS256","kid":"key-1","x":' + b"9" * 5000 + b"}",
    "not UTF-8": b'{"alg":"RS256","kid":"key-1","x":"\xff"}',
    "UTF-16": '{"alg":"RS256","kid":"key-1"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"alg":"RS256","kid":"key-1"}',
    "single quotes": b"{'alg':'RS256'}",
    "a depth bomb": DEPTH_BOMB,
}

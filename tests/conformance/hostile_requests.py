"""Grammars of hostile requests: headers, paths, methods, tokens cut up, and odd key sets."""

from typing import Any

from hypothesis import strategies as st

from tests.conformance.near_misses import ANYTHING
from tests.functions.issuer import encode

PROTECTED = ("/api/pong", "/api/pong-scoped")
_NO_BREAKS = dict.fromkeys((0, 10, 13))
# Header text as a server passes it on: bytes as Latin-1, without line breaks.
octets = st.binary(max_size=24).map(lambda sent: sent.decode("latin-1").translate(_NO_BREAKS))

_SCHEMES = ("Bearer", "bearer", "BEARER", "Basic", "DPoP", "Bearer,", "Bearer Bearer", ",", "")
_BLANKS = (" ", "  ", "\t", " \t", "", ",", "\xa0", "=")
_CREDENTIALS = (
    "",
    ".",
    "..",
    "a.b.c",
    "a,Bearer b",
    "a b",
    "=",
    "a==",
    "-._~+/",
    "\xff",
    "a" * 9000,
)

authorizations = st.lists(
    st.tuples(
        st.sampled_from(_SCHEMES) | octets,
        st.sampled_from(_BLANKS),
        st.sampled_from(_CREDENTIALS)
        | octets
        | st.lists(st.binary(max_size=40).map(encode), max_size=4).map(".".join),
    ).map("".join),
    min_size=1,
    max_size=2,
).map(",".join)

_METHODS = ("GET", "HEAD", "OPTIONS")
_OTHER_METHODS = ("POST", "PUT", "DELETE", "TRACE", "CONNECT", "QUERY", "get", "X" * 300, "G-E.T")
methods = st.sampled_from((*_METHODS * 6, *_OTHER_METHODS))

_PATHS = ("/api/ping", *PROTECTED)
_OTHER_PATHS = ("/", "/api", "/api/", "/robots.txt", "/favicon.ico", "//api/pong", "*", "")
_NEAR_PATHS = ("/api/pong/", "/API/PONG", "/api/../api/pong", "/api/pong\0", "/api/pong;")
paths = st.sampled_from((*_PATHS * 9, *_OTHER_PATHS, *_NEAR_PATHS)) | st.tuples(
    st.sampled_from(("/", "/api/pong", "")), octets
).map("".join)

queries = (
    st.just("")
    | st.sampled_from(
        ("access_token=a", "ACCESS_TOKEN=a", "access%5Ftoken=a", "a=1&a=2", "&&=", "%")
    )
    | octets
)

_HEADERS = {
    "HTTP_ORIGIN": ("null", "*", "https://myapp.streamlit.app", "https://evil.example"),
    "HTTP_ACCESS_CONTROL_REQUEST_METHOD": ("GET", "DELETE"),
    "HTTP_TRACEPARENT": ("00-" + "a" * 32 + "-" + "b" * 16 + "-01", "00-" + "0" * 32, "ff-"),
    "HTTP_X_CLOUD_TRACE_CONTEXT": ("a" * 32 + "/1;o=1", "A" * 31, "a" * 40),
    "HTTP_AUTHORIZATION": ("Bearer a.b.c", "Bearer", "Basic YTpi"),
    "HTTP_HOST": ("", "evil.example", "[::1", "a:b:c", "\xff"),
    "HTTP_COOKIE": ("access_token=a", "=;=;"),
    "HTTP_ACCEPT": ("text/html", "*/*;q=x"),
    "HTTP_CONTENT_ENCODING": ("gzip",),
    "HTTP_X_FORWARDED_PROTO": ("javascript",),
    "HTTP_IF_NONE_MATCH": ("*",),
    "HTTP_RANGE": ("bytes=0-", "bytes=x"),
    "HTTP_TRANSFER_ENCODING": ("chunked", "gzip, chunked", ""),
    "CONTENT_LENGTH": ("0", "5", "-1", "x", "99999999999999999999", "5, 5"),
    "CONTENT_TYPE": ("application/x-www-form-urlencoded", "multipart/form-data; boundary=", "\xff"),
}
headers = st.lists(
    st.sampled_from(list(_HEADERS)).flatmap(
        lambda name: st.tuples(st.just(name), st.sampled_from(_HEADERS[name]) | octets)
    ),
    max_size=3,
).map(dict)
bodies = st.just(b"") | st.binary(max_size=16)

_CHARACTERS = st.sampled_from("AZaz09-_.=+/, \t\xff{}") | st.characters(max_codepoint=255).filter(
    lambda character: character not in "\0\r\n"
)
_PLACES = st.integers(0, 2**16)
_EDITS = st.tuples(
    st.sampled_from(("flip", "cut", "insert", "double", "swap", "drop", "repeat")),
    _PLACES,
    _PLACES,
    _CHARACTERS,
)
edits = st.lists(_EDITS, min_size=1, max_size=3)


def edit(token: str, edits: list[tuple[str, int, int, str]]) -> str:
    """Change a token's characters and segments in a few places."""
    for action, first, second, character in edits:
        segments = token.split(".")
        at, other = first % len(segments), second % len(segments)
        place = first % (len(token) + 1)
        match action:
            case "flip":
                token = token[:place] + character + token[place + 1 :]
            case "cut":
                token = token[:place] + token[place + second % 9 + 1 :]
            case "insert":
                token = token[:place] + character + token[place:]
            case "double":
                token = ".".join(segments[: at + 1] + segments[at:])
            case "swap":
                segments[at], segments[other] = segments[other], segments[at]
                token = ".".join(segments)
            case "drop":
                token = ".".join(segments[:at] + segments[at + 1 :])
            case _:
                token = f"{token}{character}{token}"[:9000]
    return token


JWK: dict[str, tuple[Any, ...]] = {
    "kty": ("RSA", "EC", "oct", "rsa"),
    "kid": ("key-1", "key-2", "", ["key-1"]),
    "use": ("sig", "enc"),
    "alg": ("RS256", "RS512", "none", "HS256"),
    "key_ops": (["verify"], ["sign"], "verify", [["verify"]], ["verify"] * 100),
    "n": ("", "AA", "=", "AQ", encode(b"\xff" * 255), encode(b"\xff" * 256), "A" * 400, "w" * 1366),
    "e": ("AQAB", "AQ", "Aw", "AAAB", "", "AQAA", "_____w", "A" * 2000, "=", "AQAB="),
    "d": ("AQ", None),
    "p": ("AQ",),
    "oth": ([],),
    "x5c": (["AA"], {}),
    "crv": ("P-256",),
    "k": ("AA",),
}
jwk_changes = st.lists(
    st.sampled_from(list(JWK)).flatmap(
        lambda name: st.tuples(st.just(name), st.sampled_from(JWK[name]) | ANYTHING)
    ),
    max_size=2,
).map(dict)
# Each entry is our key with changes, or something else altogether; then what surrounds the list.
key_sets = st.tuples(
    st.lists(jwk_changes | st.tuples(ANYTHING), max_size=4),
    st.sampled_from(("set", "set", "set", "list", "nested", "renamed", "anything")),
    ANYTHING,
)

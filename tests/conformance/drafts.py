"""A token before it is signed, so that a test can change one thing about it."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.functions.issuer import Signer, encode, good_claims

TextStyle = Callable[[bytes], bytes]
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def with_member(value: bytes) -> TextStyle:
    """Add one more member to a JSON object, with a value that need not be JSON."""
    return lambda text: text[:-1] + b',"x":' + value + b"}"


# The same JSON object written otherwise, well or badly; the JSON text of an object goes in.
TEXT_STYLES: dict[str, TextStyle] = {
    "plain": lambda text: text,
    "blanks around": lambda text: b" \n\t" + text + b"\r\n ",
    "a byte order mark": lambda text: b"\xef\xbb\xbf" + text,
    "UTF-16": lambda text: text.decode().encode("utf-16"),
    "UTF-32": lambda text: text.decode().encode("utf-32"),
    "NaN": with_member(b"NaN"),
    "Infinity": with_member(b"-Infinity"),
    "a number that overflows": with_member(b"1e400"),
    "a number of 5,000 digits": with_member(b"9" * 5000),
    "300 brackets deep": with_member(b"[" * 300 + b"]" * 300),
    "300 brackets beside each other": with_member(b"[" + b"[]," * 299 + b"[]]"),
    "a member twice": with_member(b'1,"x":2'),
    "a member twice, the same": with_member(b'1,"x":1'),
    "a member twice further down": with_member(b'{"y":1,"y":1}'),
    "a lone surrogate": with_member(b'"\\ud800"'),
    "a surrogate in UTF-8": with_member(b'"\xed\xa0\x80"'),
    "not UTF-8": with_member(b'"\xff"'),
    "a comma too many": lambda text: text[:-1] + b",}",
    "cut off": lambda text: text[:-1],
    "a second object": lambda text: text + b"{}",
    "members in capitals": with_member(b'1,"KID":"x","EXP":1,"ALG":"none"'),
}

# How the three segments are written; each is signed as it is written.
FORMS = (
    "plain",
    "header padded",
    "payload padded",
    "signature padded",
    "header with unused bits",
    "payload with unused bits",
    "signature with unused bits",
    "signature with a zero in front",
    "signature cut",
    "signature of another payload",
    "a fourth segment",
    "no payload",
    "a line break inside",
    "a blank in front",
)


@dataclass(frozen=True)
class Draft:
    """A good token with changes; the value ... removes the member."""

    header: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    header_style: str = "plain"
    payload_style: str = "plain"
    form: str = "plain"

    def sign(self, signer: Signer) -> str:
        """Write the token and sign it with the right key."""
        header = json.dumps(signer.header(**self.header)).encode()
        payload = json.dumps(good_claims(**self.claims)).encode()
        return _write(
            signer,
            _in_two_characters(TEXT_STYLES[self.header_style](header)),
            _in_two_characters(TEXT_STYLES[self.payload_style](payload)),
            self.form,
        )


def members(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read the header and the claims of a token that is accepted."""
    header, claims = (json.loads(urlsafe_b64decode(part + "==")) for part in token.split(".")[:2])
    return header, claims


def _in_two_characters(text: bytes) -> bytes:
    """Add blanks until base64url has unused bits and could have padding."""
    return text + b" " * ((1 - len(text)) % 3) if text.endswith(b"}") else text


def _write(signer: Signer, header: bytes, payload: bytes, form: str) -> str:
    h, p = _segment(header, form, "header"), _segment(payload, form, "payload")
    if form == "no payload":
        p = ""
    if form == "a fourth segment":
        p = f"{p}.{p}"
    signature = signer.signature(f"{h}.{p}")
    if form == "signature with a zero in front":
        signature = b"\0" + signature
    if form == "signature cut":
        signature = signature[:-1]
    if form == "signature of another payload":
        signature = signer.signature(f"{h}.{p}A")
    if form == "a blank in front":
        h = f" {h}"
    if form == "a line break inside":
        p = f"{p}\n"
    return f"{h}.{p}.{_segment(signature, form, 'signature')}"


def _segment(data: bytes, form: str, name: str) -> str:
    """Encode one segment, in the unusual way where the form names it."""
    text = encode(data)
    if form == f"{name} padded":
        return text + "=" * (-len(text) % 4)
    if form == f"{name} with unused bits" and len(text) % 4:
        return text[:-1] + ALPHABET[ALPHABET.index(text[-1]) + 1]
    return text

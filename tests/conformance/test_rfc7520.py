"""The signature examples of the JOSE cookbook (RFC 7520 section 4): all genuine, one for us."""

import json
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import pytest

from gatepost_api.errors import InvalidToken
from tests.functions.jws import verify_jws

FILE = Path(__file__).parents[1] / "vectors" / "rfc7520_jws.json"
COOKBOOK: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
PAYLOAD = COOKBOOK["payload"].encode()
SEGMENT = urlsafe_b64encode(PAYLOAD).rstrip(b"=").decode()
ROWS = {
    f"{example['section']} {form}": (example, form)
    for example in COOKBOOK["examples"]
    for form in example["forms"]
}
OURS = "4.1 compact"


def serialize(example: dict[str, Any], form: str) -> Any:
    """Serialize an example (RFC 7515 section 7)."""
    detached = example.get("detached", False)
    if form == "compact":
        return f"{example['protected']}.{'' if detached else SEGMENT}.{example['signature']}"
    signed = {
        name: example[name] for name in ("protected", "header", "signature") if name in example
    }
    content = {} if detached else {"payload": SEGMENT}
    return content | (signed if form == "flattened" else {"signatures": [signed]})


def key_of(example: dict[str, Any]) -> dict[str, Any]:
    key: dict[str, Any] = COOKBOOK["keys"][example["key"]]
    return key


def test_each_section_from_4_1_to_4_6_is_there() -> None:
    sections = [example["section"] for example in COOKBOOK["examples"]]
    assert sections == ["4.1", "4.2", "4.3", "4.4", "4.5", "4.6"]
    assert len(ROWS) == 17  # section 4.6 has no compact form


def test_the_rs256_example_in_compact_form_is_accepted() -> None:
    example, form = ROWS[OURS]
    assert verify_jws(serialize(example, form), {"keys": [key_of(example)]}) == PAYLOAD


@pytest.mark.parametrize("row", [row for row in ROWS if row != OURS])
def test_every_other_example_is_refused_for_its_form_or_its_algorithm(row: str) -> None:
    token = serialize(*ROWS[row])
    every_key: dict[str, Any] = {"keys": list(COOKBOOK["keys"].values())}
    for sent in [token] if isinstance(token, str) else [token, json.dumps(token)]:
        with pytest.raises(InvalidToken) as caught:
            verify_jws(sent, every_key)
        is_whole = row in {"4.2 compact", "4.3 compact", "4.4 compact"}
        assert caught.value.reason == ("alg" if is_whole else "form")


@pytest.mark.parametrize("example", COOKBOOK["examples"], ids=lambda example: example["section"])
def test_a_header_that_claims_rs256_does_not_make_another_signature_ours(
    example: dict[str, Any],
) -> None:
    """Each signature under its own key, with a header that claims RS256 and names that key."""
    key = key_of(example)
    header = json.dumps({"alg": "RS256", "kid": key["kid"]}, separators=(",", ":")).encode()
    claimed = urlsafe_b64encode(header).rstrip(b"=").decode()
    token = f"{claimed}.{SEGMENT}.{example['signature']}"
    if example["algorithm"] == "RS256":
        assert verify_jws(token, {"keys": [key]}) == PAYLOAD
    else:
        with pytest.raises(InvalidToken):
            verify_jws(token, {"keys": [key]})

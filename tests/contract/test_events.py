"""The golden messages, read by Python; ``component`` reads the same file in TypeScript."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gatepost.errors import MessageError
from gatepost.wire.events import (
    COMMANDS,
    EVENTS,
    MAX_EVENT_BYTES,
    VERSION,
    Ack,
    AdhocReport,
    Envelope,
    Message,
    Props,
    SignInProps,
)
from gatepost.wire.mailbox import parse_envelope, parse_event
from gatepost.wire.names import command_name

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "tests" / "vectors" / "messages.json"
GOLDEN: list[dict[str, Any]] = json.loads(
    VECTORS.read_text("utf-8").replace('"$VERSION"', str(VERSION))
)
# Python writes these; the host and the frame read them.
WRITTEN: dict[str, type] = {
    "ack": Ack,
    "props": Props,
    "signInProps": SignInProps,
    **{command_name(kind): kind for kind in COMMANDS},
}
KINDS: dict[str, type] = {"envelope": Envelope, **WRITTEN, **EVENTS}

VALID = [golden for golden in GOLDEN if golden["valid"]]
INVALID = [golden for golden in GOLDEN if not golden["valid"]]


def title(golden: dict[str, Any]) -> str:
    return f"{golden['kind']}: {golden['why']}"


def read(kind: str, message: Any) -> Any:
    """Read a message the way the package does."""
    if kind == "envelope":
        return parse_envelope(message)
    if kind in WRITTEN:
        return msgspec.convert(message, WRITTEN[kind])
    return parse_event(Message(seq=1, name=kind, data=message))


def without_nulls(message: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in message.items() if value is not None}


def test_every_kind_has_a_valid_and_an_invalid_golden_message() -> None:
    for golden in (VALID, INVALID):
        assert {entry["kind"] for entry in golden} == set(KINDS)


def test_every_golden_message_says_why() -> None:
    assert all(golden["why"] for golden in GOLDEN)
    assert len({title(golden) for golden in GOLDEN}) == len(GOLDEN)


@pytest.mark.parametrize("golden", VALID, ids=title)
def test_valid_message_is_read_without_loss(golden: dict[str, Any]) -> None:
    parsed = read(golden["kind"], golden["message"])
    assert type(parsed) is KINDS[golden["kind"]]
    written = msgspec.to_builtins(parsed)
    assert without_nulls(written) == without_nulls(golden["message"])


@pytest.mark.parametrize("golden", INVALID, ids=title)
def test_invalid_message_is_refused(golden: dict[str, Any]) -> None:
    error = msgspec.ValidationError if golden["kind"] in WRITTEN else MessageError
    with pytest.raises(error):
        read(golden["kind"], golden["message"])


@pytest.mark.parametrize("golden", [g for g in VALID if g["kind"] != "onActionRequest"], ids=title)
def test_field_of_a_later_release_is_ignored(golden: dict[str, Any]) -> None:
    known = read(golden["kind"], golden["message"])
    assert read(golden["kind"], {**golden["message"], "ofALaterRelease": [1]}) == known


@pytest.mark.parametrize("name", ["onNothing", "OnError", "onerror", "__class__", "", "keys"])
def test_event_that_is_not_in_the_contract_is_none(name: str) -> None:
    assert parse_event(Message(seq=1, name=name, data={})) is None


@pytest.mark.parametrize(("over", "is_accepted"), [(0, True), (1, False)])
@pytest.mark.parametrize("character", ["a", "é", "😀"])
def test_event_may_have_64_kilobytes_and_no_byte_more(
    character: str, over: int, is_accepted: bool
) -> None:
    data: dict[str, Any] = {"report": "big", "data": {"x": ""}}
    room = MAX_EVENT_BYTES - len(json.dumps(data, separators=(",", ":"))) + over
    size = len(character.encode())
    data["data"]["x"] = character * (room // size) + "a" * (room % size)
    if is_accepted:
        assert isinstance(read("onAdhocReport", data), AdhocReport)
    else:
        with pytest.raises(MessageError, match=f"over {MAX_EVENT_BYTES} bytes"):
            read("onAdhocReport", data)

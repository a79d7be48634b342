"""Records of the app and of the browser become one list of hops."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from gatepost.wire.trace import TraceRecord
from views.patterns.hops import MOST_RECORDS, Hop, merge, read_records
from views.patterns.steps import STEPS

GOOD: dict[str, Any] = {
    "page": "auth0",
    "by": "frame",
    "step": "hello",
    "at": 1_000.5,
    "values": {"origin": "http://localhost:4010", "seq": 1},
}


def record(
    step: str, at: float, by: str = "frame", page: str = "auth0", **values: Any
) -> TraceRecord:
    return TraceRecord(page=page, by=by, step=step, at=at, values=values)


START = 1_795_641_274_540.7  # of a size at which sums are rounded


def keys(hops: list[Hop]) -> list[str]:
    return [hop.key for hop in hops]


def test_record_of_the_browser_is_read_as_it_was_sent() -> None:
    assert read_records([GOOD]) == [TraceRecord(**GOOD)]


@pytest.mark.parametrize(
    "changes",
    [
        {"by": "app"},
        {"by": "nobody"},
        {"by": "\ud800"},
        {"page": ""},
        {"page": "p" * 65},
        {"page": 1},
        {"step": ["hello"]},
        {"step": "s" * 65},
        {"at": "now"},
        {"at": -1},
        {"at": 1e15},
        {"values": None},
        {"values": {"origin": "x" * 101}},
        {"values": {"origin": ["http://localhost"]}},
        {"values": {"origin": "<b>x</b>"}},
        {"values": {"origin": "**bold**"}},
        {"values": {"origin": "{seq}"}},
        {"values": {"origin": "ü"}},
        {"values": {"origin": "\ud800"}},
        {"values": {"origin": "a\n"}},
        {"page": "<b>"},
    ],
    ids=str,
)
def test_odd_record_is_left_out_and_the_next_is_read(changes: dict[str, Any]) -> None:
    assert read_records([{**GOOD, **changes}, GOOD]) == [TraceRecord(**GOOD)]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(json_values, st.lists(json_values))
def test_anything_may_be_sent(payload: object, listed: list[object]) -> None:
    read_records(payload)
    assert TraceRecord(**GOOD) in read_records([*listed, GOOD])


def test_of_too_many_records_the_newest_are_read() -> None:
    records = read_records([{**GOOD, "at": float(at)} for at in range(MOST_RECORDS + 10)])
    assert [records[0].at, len(records)] == [10, MOST_RECORDS]


def sent_and_received(lead: float) -> tuple[list[TraceRecord], list[TraceRecord]]:
    """An event of a browser, and its receipt by an app whose clock is ahead."""
    sent = [record("emit", 100, "host", seq=1), record("acknowledge", 140, "host", seq=1)]
    return [record("receive", 110 + lead, "app", seq=1)], sent


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        (0, [0, 10, 40]),
        (-9, [0, 1, 40]),
        (29, [0, 39, 40]),
        (5_000, [0, 20, 40]),
        (-5_000, [0, 20, 40]),
    ],
)
def test_clocks_that_can_not_agree_are_brought_together(lead: float, expected: list[float]) -> None:
    hops = merge(*sent_and_received(lead))
    assert keys(hops) == ["emit", "receive", "acknowledge"]
    assert [hop.at - hops[0].at for hop in hops] == expected


def test_all_events_bound_the_clocks_together() -> None:
    sent = [
        record("emit", 0, "host", seq=1),
        record("emit", 50, "host", seq=2),
        record("acknowledge", 20, "host", seq=1),
        record("acknowledge", 90, "host", seq=2),
        record("emit", 0, "host", page="hero", seq=1),
    ]
    own = [record("receive", 1_015, "app", seq=1), record("receive", 1_052, "app", seq=2)]
    hops = [(hop.key, hop.values["seq"]) for hop in merge(own, sent) if hop.page == "auth0"]
    assert hops == [
        *(("emit", 1), ("receive", 1), ("acknowledge", 1)),
        *(("emit", 2), ("receive", 2), ("acknowledge", 2)),
    ]


def test_call_shows_what_its_route_did_in_the_middle() -> None:
    sent = [
        record("call", 100, name="pong"),
        record("answer", 160, name="pong", status=200, server="functions", took="20.0", key="k"),
    ]
    hops = merge([], sent)
    assert [(hop.key, hop.at) for hop in hops] == [
        ("call pong", 100),
        ("forward pong", 120),
        ("forwarded", 140),
        ("answer", 160),
    ]
    assert hops[1].values["key"] == "k"


@pytest.mark.parametrize("took", ["99999", "60", "0", "0.1", "x", None, "-5", "nan", "inf"])
def test_odd_length_of_a_call_keeps_the_order(took: str | None) -> None:
    values = {} if took is None else {"took": took}
    answer = record("answer", START + 60.3, name="ping", status=200, **values)
    hops = merge([], [record("call", START, name="ping"), answer])
    assert keys(hops) in (
        ["call ping", "forward ping", "forwarded", "answer"],
        ["call ping", "answer"],
    )
    assert all(START <= hop.at <= answer.at for hop in hops)


@pytest.mark.parametrize(
    ("name", "status", "user", "expected"),
    [
        ("status", 200, 1, ["call status", "renew", "renewed", "answer status"]),
        ("status", 200, 0, ["call status", "answer nobody"]),
        ("status", 503, 0, ["call status", "refuse"]),
        ("code", 200, 1, ["call code", "exchange", "exchanged", "answer code"]),
        ("code", 0, 0, ["call code", "refuse"]),
        ("end", 200, 0, ["answer"]),
        ("elsewhere", 200, 0, ["answer"]),
    ],
)
def test_answer_is_named_by_its_content(
    name: str, status: int, user: int, expected: list[str]
) -> None:
    sent = [
        record("call", 100, name=name),
        record("answer", 160, name=name, status=status, user=user, took="10"),
    ]
    assert keys(merge([], sent)) == expected


def test_callback_is_two_hops() -> None:
    assert keys(merge([], [record("callback", 1)])) == ["send_back", "callback"]


def test_request_without_an_answer_does_not_take_that_of_the_next() -> None:
    own = [
        record("request", 1, "app", "", name="/api/pong"),
        record("request", 2, "app", "", name="/api/pong"),
        record("response", 3, "app", "", name="/api/pong", status=200, key="k"),
        record("request", 4, "app", "", name="/api/pong"),
    ]
    hops = [(hop.values.get("key"), hop.is_proven) for hop in merge(own, [])]
    assert hops == [(None, False), ("k", True), ("k", True), (None, False)]


@pytest.mark.parametrize(
    ("call", "answer", "is_proven"),
    [
        (record("call", 1, name="status"), record("answer", 2, name="status", status=200), True),
        (record("call", 1, name="status"), record("answer", 2, name="status", status=403), False),
        (record("call", 1, name="code"), record("answer", 2, name="code", status=0), False),
        (record("call", 1, name="pong"), record("answer", 2, name="pong", status=403), False),
        (
            record("call", 1, name="pong"),
            record("answer", 2, name="pong", status=403, server="functions"),
            True,
        ),
        (record("call", 1, name="pong"), record("answer", 2, name="ping", status=200), False),
        (record("call", 1, name="pong"), record("answer", 2, page="x", name="pong"), False),
    ],
)
def test_call_passed_the_checks_only_if_its_answer_proves_it(
    call: TraceRecord, answer: TraceRecord, is_proven: bool
) -> None:
    assert merge([], [call, answer])[0].is_proven is is_proven


@pytest.mark.parametrize(("step", "is_proven"), [("identity", True), ("refusal", False)])
def test_handover_passed_the_checks_only_if_it_brought_an_identity(
    step: str, is_proven: bool
) -> None:
    own = [record("redeem", 1, "app"), record(step, 2, "app", name="handover_refused")]
    assert merge(own, [])[0].is_proven is is_proven


def test_frame_can_not_move_the_clocks() -> None:
    own, sent = sent_and_received(0)
    lies = [record("emit", 500_000, seq=1), record("acknowledge", -500_000, seq=1)]
    assert keys(merge(own, [*sent, *lies])) == ["emit", "receive", "acknowledge"]
    assert merge(own, [*sent, *lies]) == merge(own, sent)


@pytest.mark.parametrize("key", STEPS)
def test_nobody_records_the_step_of_another(key: str) -> None:
    step, _, name = key.partition(" ")
    others = {"app", "host", "frame"} - {STEPS[key].by}
    for by in others:
        assert key not in keys(merge([], [record(step, 1, by, name=name)]))

"""Whatever arrives, in whatever order: no exception on the page, and no later event is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tests.streamlit_app.app_page import BOOT, AppPage, envelope
from tests.streamlit_app.hero_app import heard, hero

pytestmark = pytest.mark.usefixtures("addresses")

_text = st.text(st.characters(), max_size=8) | st.just("half a character: \ud800")
_values = st.none() | st.booleans() | st.integers() | st.floats() | _text
_json = st.recursive(
    _values, lambda json: st.lists(json, max_size=3) | st.dictionaries(_text, json, max_size=3)
)


def _nearly(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with those fields, where any may be missing or anything else."""
    return st.fixed_dictionaries({}, optional={k: v | v | _json for k, v in fields.items()})


_names = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,63}", fullmatch=True) | st.sampled_from(
    ["onAdhocReport", "onError", "onStatusUpdate", "onActionRequest"]
)
_data = _nearly(
    report=st.just("pressed"),
    data=st.dictionaries(_text, _json, max_size=2),
    code=st.just("worse") | _text,
    message=st.sampled_from(["", "x" * 2_001, "\ud800", "x" * 20_000]),
    id=_text,
    action=_text,
    route=_text,
    reason=st.just("signed_out"),
)
_RAISES = ("onAdhocReport", {"report": "pressed", "data": {"raise": "oh"}})
_numbers = st.integers(-1, 60) | st.integers(2**53 - 1) | st.floats()
_garbage = _json | _nearly(
    v=st.just(1) | st.integers(),
    boot=st.text("abc-", min_size=16, max_size=16),
    received=st.just(0) | st.sampled_from([-1, 1.5, 2**53, "1", None]),
    events=st.lists(_nearly(seq=_numbers, name=_names, data=_data), max_size=2),
)


class Exchange:
    """An app, and the host of its page: what that sends may arrive late, twice or never."""

    def __init__(self) -> None:
        self.page = AppPage(hero)
        self.said = self.asked = self._seq = self._received = 0
        self.obeyed: list[dict[str, Any]] = []
        self._waiting: list[dict[str, Any]] = []
        self._sent: list[dict[str, Any]] = []
        self._flush()

    def say(self, events: list[bool]) -> None:
        """Let the page say events, each with its number; the handler of some runs the app again."""
        for rerun in events:
            self.said += 1
            data = {"n": f"event {self.said}", "rerun": rerun}
            self.blurt(("onAdhocReport", {"report": "pressed", "data": data}))

    def blurt(self, event: tuple[str, dict[str, Any]]) -> None:
        """Let the page say anything that a host accepts."""
        self._seq += 1
        self._waiting.append({"seq": self._seq, "name": event[0], "data": event[1]})
        self._flush()

    def ask(self, _: None) -> None:
        """Let Python send a command."""
        self.asked += 1
        self.page.click("ask")

    def deliver(self, age: int) -> None:
        """Let an envelope arrive: the newest, or one from before."""
        self.page.deliver(self._sent[max(0, len(self._sent) - 1 - age)])

    def deliver_anything(self, payload: object) -> None:
        """Let arrive what no host has sent."""
        self.page.deliver(payload)

    def acknowledge(self, _: None) -> None:
        """Let the page and its host see the newest drawing."""
        ack = self.page.ack or {}
        last = ack["seq"] if ack.get("boot") == BOOT else 0
        self._waiting = [event for event in self._waiting if event["seq"] > last]
        for command in self.page.props["commands"]:
            if command["seq"] > self._received:
                self._received = command["seq"]
                self.obeyed.append(command)
        self._flush()

    def go_round(self, times: int) -> None:
        """Have all go well for so long, or until there is nothing to do."""
        for _ in range(times):
            if self._waiting or self.page.commands:
                self.deliver(0)
                self.acknowledge(None)

    def _flush(self) -> None:
        events = self._waiting[:50]
        self._sent.append(envelope(*events, received=self._received))


_steps = st.one_of(
    st.tuples(st.just(Exchange.say), st.just([False]) | st.just([False, True, False])),
    st.tuples(st.just(Exchange.say), st.integers(1, 60).map(lambda count: [False] * count)),
    st.tuples(st.just(Exchange.blurt), st.tuples(_names, _data) | st.just(_RAISES)),
    st.tuples(st.just(Exchange.ask), st.none()),
    st.tuples(st.just(Exchange.deliver), st.integers(0, 20)),
    st.tuples(st.just(Exchange.deliver_anything), _garbage),
    st.tuples(st.just(Exchange.acknowledge), st.none()),
    st.tuples(st.just(Exchange.go_round), st.integers(1, 3)),
)


@given(steps=st.lists(_steps, max_size=20))
def test_each_event_and_each_command_arrives_once_and_in_order(
    steps: list[tuple[Callable[[Exchange, object], None], object]],
) -> None:
    exchange = Exchange()
    for step, argument in steps:
        step(exchange, argument)
    exchange.say([False])
    exchange.go_round(2 + 2 * exchange.said + len(steps))
    handled = [n for n in heard(exchange.page) if str(n).startswith("event ")]
    assert handled == [f"event {n}" for n in range(1, exchange.said + 1)]
    # A malformed request is answered by a command too.
    assert [c["seq"] for c in exchange.obeyed] == [*range(1, len(exchange.obeyed) + 1)]
    assert [c["name"] for c in exchange.obeyed].count("ask") == exchange.asked
    assert exchange.page.commands == []

"""The latest run of each pattern, and what of it is drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from views.patterns.hops import Hop
from views.patterns.sequences import PATTERNS, Pattern, draw, latest
from views.patterns.steps import LANES, STEPS

START_UP, MESSAGES, SIGN_IN, PUBLIC, PROTECTED = PATTERNS
OF_NO_PAGE = {"request", "response"}


def hop(step: str, at: float, page: str = "auth0", **values: Any) -> Hop:
    return Hop(key=step, page=page, at=at, values=values)


def run(pattern: Pattern, start: float = 0, seq: int = 1) -> list[Hop]:
    """A run of a pattern in which nothing fails."""
    event = next(name for name in pattern.names if name.startswith("on"))
    command = next(iter(pattern.names & {"callRoute", "actionAnswer"}), None)
    values: dict[str, dict[str, Any]] = {
        **{key: {"seq": seq, "name": event} for key in ("emit", "receive")},
        **{key: {"seq": seq, "name": command} for key in ("send", "dispatch", "handle")},
        "acknowledge": {"seq": seq},
    }
    return [
        hop(
            step, start + number, "" if step in OF_NO_PAGE else pattern.page, **values.get(step, {})
        )
        for number, step in enumerate(pattern.steps)
    ]


titled = pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.title)


@titled
def test_run_in_which_nothing_fails_is_drawn_whole(pattern: Pattern) -> None:
    assert latest(pattern, run(pattern)) == run(pattern)


@titled
def test_the_newest_run_is_drawn(pattern: Pattern) -> None:
    hops = [*run(pattern), *run(pattern, start=100, seq=2)]
    assert latest(pattern, hops) == run(pattern, start=100, seq=2)


@titled
def test_nothing_is_drawn_before_it_ran(pattern: Pattern) -> None:
    others = [other for other in PATTERNS if other is not pattern]
    hops = [entry for other in others for entry in run(other)]
    assert latest(pattern, hops) == []


@titled
def test_run_that_is_under_way_is_drawn_so_far(pattern: Pattern) -> None:
    mark = f"call {pattern.route}" if pattern.route else pattern.steps[0]
    until = pattern.steps.index(mark) + 1
    assert latest(pattern, run(pattern)[:until]) == run(pattern)[:until]


@titled
def test_what_comes_after_the_end_belongs_to_no_run(pattern: Pattern) -> None:
    later = [hop(step, 1_000, pattern.page, seq=9) for step in ("acknowledge", "redeem", "handle")]
    assert latest(pattern, [*run(pattern), *later]) == run(pattern)


def test_call_of_one_route_is_not_that_of_another() -> None:
    hops = [*run(PUBLIC), *run(PROTECTED, start=100, seq=2)]
    assert latest(PUBLIC, hops) == run(PUBLIC)
    assert latest(PROTECTED, hops) == run(PROTECTED, start=100, seq=2)


@pytest.mark.parametrize(("pattern", "end"), [(START_UP, "answer nobody"), (SIGN_IN, "refuse")])
def test_run_may_end_early(pattern: Pattern, end: str) -> None:
    cut = next(n for n, key in enumerate(pattern.steps) if key.startswith("answer"))
    early = [*run(pattern)[:cut], hop(end, 50)]
    assert latest(pattern, [*early, *run(SIGN_IN, start=100)[-5:]]) == early


def test_answer_may_come_before_the_page_is_greeted() -> None:
    hops = [hop(step, at) for at, step in enumerate(("draw", "ask_page", "call status"))]
    hops += [hop("answer nobody", 3), hop("hello", 4), hop("ready", 5), hop("props", 6)]
    assert latest(START_UP, [*hops, hop("call status", 7)]) == hops


def test_acknowledgement_of_an_earlier_event_does_not_end_a_sign_in() -> None:
    hops = run(SIGN_IN, seq=7)
    sent = next(n for n, entry in enumerate(hops) if entry.key == "emit")
    earlier = [hop("acknowledge", 2.5, seq=6), hop("receive", 2.5, seq=6, name="onStatusUpdate")]
    late = hop("acknowledge", sent + 0.5, seq=6)
    hops = [*hops[:3], *earlier, *hops[3 : sent + 1], late, *hops[sent + 1 :]]
    assert latest(SIGN_IN, hops) == run(SIGN_IN, seq=7)


def test_answer_to_an_earlier_request_does_not_end_a_later_one() -> None:
    hops = run(MESSAGES, seq=2)
    given = next(n for n, entry in enumerate(hops) if entry.key == "send")
    earlier = [
        hop(step, 1.5, "hero", seq=1, name="actionAnswer") for step in ("dispatch", "handle")
    ]
    late = hop("handle", given + 0.5, "hero", seq=1, name="actionAnswer")
    mixed = [*hops[:2], *earlier, *hops[2 : given + 1], late, *hops[given + 1 :]]
    assert latest(MESSAGES, mixed) == hops


def test_refused_handover_ends_a_sign_in() -> None:
    until = SIGN_IN.steps.index("identity")
    hops = [*run(SIGN_IN)[:until], hop("refusal", 50, name="handover_refused")]
    later = [hop("acknowledge", 60, seq=1)]
    assert latest(SIGN_IN, [*hops, *later]) == hops
    assert draw(hops)[-1]["title"] == "handover_refused"


def test_checks_that_nothing_proves_are_not_drawn() -> None:
    (proven,) = draw([hop("call pong", 0)])
    (unproven,) = draw([replace(hop("call pong", 0), is_proven=False)])
    assert proven["checks"] == list(STEPS["call pong"].checks)
    assert unproven["checks"] == []


def test_other_events_calls_and_pages_are_not_drawn() -> None:
    hops = run(SIGN_IN)
    others = [
        hop("refuse", 3.5, name="status"),
        hop("emit", 4.5, seq=9, name="onError"),
        hop("receive", 4.6, seq=9, name="onError"),
        hop("emit", 4.7, "hero", seq=1, name="onStatusUpdate"),
    ]
    assert latest(SIGN_IN, sorted([*hops, *others], key=lambda entry: entry.at)) == hops


def test_every_step_is_part_of_a_pattern() -> None:
    keys = {key for pattern in PATTERNS for key in (*pattern.steps, *pattern.ends)}
    assert keys == set(STEPS)


@pytest.mark.parametrize("key", STEPS)
def test_step_goes_from_one_lane_to_another(key: str) -> None:
    assert {STEPS[key].source, STEPS[key].target} <= set(LANES)
    assert STEPS[key].source != STEPS[key].target


def test_drawing_has_lanes_texts_and_time() -> None:
    values = {"algorithm": "RS256", "key": "key-1", "name": "pong"}
    drawn = draw([hop("call pong", 1_000.2), hop("forward pong", 1_012.6, **values)])
    assert drawn[1] == {
        "source": list(LANES).index("routes"),
        "target": list(LANES).index("functions"),
        "title": "GET /api/pong",
        "checks": [
            "access token, which the routes unsealed: signature RS256, key key-1, issuer, audience "
            "and times fit"
        ],
        "milliseconds": 12,
    }
    assert drawn[0]["milliseconds"] == 0


def test_check_of_which_nothing_was_recorded_is_left_out() -> None:
    (drawn,) = draw([hop("forward pong", 0)])
    assert drawn["checks"] == []
    (unnamed,) = draw([hop("emit", 0)])
    assert unnamed["title"] == "emit"


@pytest.mark.parametrize(("status", "title"), [(403, "403: refused"), (0, "no answer: refused")])
def test_refusal_has_its_status(status: int, title: str) -> None:
    (drawn,) = draw([hop("refuse", 0, status=status)])
    assert drawn["title"] == title

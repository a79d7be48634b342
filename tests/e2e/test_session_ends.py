"""What ends, and when, by clocks that are moved: handover, sign-in, session, sign-out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.frame_client import FrameClient
from tests.e2e.moved_clock import MovedClock
from tests.e2e.stack import Stack

HOUR = 3600


@pytest.fixture(scope="module")
def clock(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MovedClock]:
    """Both tiers with a clock of their own; ``stack`` has built the component."""
    moved = MovedClock(tmp_path_factory.mktemp("clock"))
    with moved.start():
        yield moved


@pytest.fixture
def frame(clock: MovedClock) -> FrameClient:
    return clock.frame()


def _is_signed_in(frame: FrameClient) -> bool:
    return bool(frame.session(op="status").json().get("user"))


def _renewals(clock: MovedClock) -> int:
    return clock.provider_log().count('grant="refresh_token"')


def test_handover_ends_after_a_minute(clock: MovedClock, frame: FrameClient) -> None:
    early, late = frame.sign_in()["handover"], frame.session(op="status").json()["handover"]
    clock.move(40)
    assert frame.redeem(early, frame.verifier.value).status_code == 200
    clock.move(21)
    refused = frame.redeem(late, frame.verifier.value)
    assert (refused.status_code, refused.json()["code"]) == (403, "handover_invalid")


def test_sign_in_has_to_be_finished_within_ten_minutes(
    clock: MovedClock, frame: FrameClient
) -> None:
    request = frame.session(op="status").json()
    clock.move(601)
    params = frame.authorize(request)
    late = frame.session(op="code", transaction=request["transaction"], params=params)
    assert (late.status_code, late.json()["code"]) == (400, "sign_in_expired")


def test_session_in_use_ends_a_day_after_its_sign_in(clock: MovedClock, frame: FrameClient) -> None:
    frame.sign_in()
    for _ in range(23):
        clock.move(HOUR)
        assert _is_signed_in(frame)
    before = _renewals(clock)
    assert before >= 23, "each time the provider was asked"
    clock.move(HOUR)
    assert not _is_signed_in(frame)
    assert _renewals(clock) == before


def test_copied_cookie_is_dead_five_minutes_after_the_sign_out(
    clock: MovedClock, frame: FrameClient
) -> None:
    frame.sign_in()
    thief = clock.frame()
    thief.cookie = frame.cookie
    frame.sign_out()
    clock.move(240)
    assert _is_signed_in(thief), "the figure that SECURITY.md states"
    clock.move(60)
    assert not _is_signed_in(thief)


def test_revocation_that_failed_is_tried_again(clock: MovedClock, frame: FrameClient) -> None:
    frame.sign_in()
    thief = clock.frame()
    thief.cookie = frame.cookie
    with clock.provider_hangs():
        assert frame.sign_out().json() == {"user": None}
    clock.move(7 * HOUR)
    assert frame.session(op="status").json()["unrevoked"] is False
    assert frame.cookie == "login"
    refused = thief.session(op="status").json()
    assert refused["user"] is None
    assert "refused" in refused, "the provider took the copy's token for revoked"

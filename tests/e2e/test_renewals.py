"""Renewals at the same time, at a provider that rotates: no session is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.frame_client import FrameClient
from tests.e2e.stack import Stack

TABS, ROUNDS = 8, 50


@pytest.fixture
def frame(stack: Stack) -> FrameClient:
    return FrameClient(stack.url("component"), stack.url("streamlit"))


def _tab(frame: FrameClient) -> FrameClient:
    """Another tab with the same cookie, and no lock between the two."""
    tab = FrameClient(frame.base, frame.app)
    tab.cookie, tab.verifier = frame.cookie, frame.verifier
    return tab


def test_eight_parallel_renewals_fifty_times_leave_the_session_alive(frame: FrameClient) -> None:
    frame.sign_in()
    alive = 0
    with ThreadPoolExecutor(TABS) as pool:
        for number in range(ROUNDS):
            tabs = [_tab(frame) for _ in range(TABS)]
            answers = list(pool.map(lambda tab: tab.session(op="status", fresh=True), tabs))
            alive += sum(bool(answer.json()["user"]) for answer in answers)
            frame.cookie = tabs[number % TABS].cookie
    assert alive == TABS * ROUNDS
    assert frame.session(op="status", fresh=True).json()["user"]["name"] == "Seeded Reader"

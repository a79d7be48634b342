"""Instances with the old key, the new one and both: what each opens of the other's."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest

from infra.local.running import Running
from infra.local.tiers import TEST_OFFSET, log_path, tiers
from tests.e2e.frame_client import FrameClient
from tests.e2e.stack import Stack
from tests.rig.ready import wait_ready

OLD, NEW = secrets.token_hex(32), secrets.token_urlsafe(32)
KEYS = {"old": OLD, "both": f"{NEW},{OLD}", "new": NEW}


@contextmanager
def _instance(stack: Stack, number: int, keys: str) -> Iterator[str]:
    """Another instance of the same deployment, on a port of its own."""
    offset = TEST_OFFSET + 30 + number
    usual = stack.tier("component")
    other = next(tier for tier in tiers(offset) if tier.name == "component")
    env = {**usual.env, "GATEPOST_SECRET": keys}
    running = Running(replace(other, env=env, secrets={}), log_path(offset, "component"))
    running.start()
    try:
        yield wait_ready(running).tier.url.rstrip("/")
    finally:
        running.stop()


@pytest.fixture(scope="module")
def instances(stack: Stack) -> Iterator[dict[str, str]]:
    with ExitStack() as running:
        yield {
            name: running.enter_context(_instance(stack, number, keys))
            for number, (name, keys) in enumerate(KEYS.items())
        }


@pytest.fixture
def frame(stack: Stack, instances: dict[str, str]) -> FrameClient:
    """A frame whose requests reach an instance with the old key."""
    return FrameClient(stack.url("component"), stack.url("streamlit"), instances["old"])


@pytest.mark.parametrize(("to", "opens"), [("both", True), ("new", False)])
def test_handover_sealed_with_the_old_key(
    frame: FrameClient, instances: dict[str, str], to: str, opens: bool
) -> None:
    handover = frame.sign_in()["handover"]
    frame.at = instances[to]
    answer = frame.redeem(handover, frame.verifier.value)
    assert answer.status_code == (200 if opens else 403)


@pytest.mark.parametrize(("to", "opens"), [("both", True), ("new", False)])
def test_session_sealed_with_the_old_key(
    frame: FrameClient, instances: dict[str, str], to: str, opens: bool
) -> None:
    frame.sign_in()
    frame.at = instances[to]
    assert bool(frame.session(op="status").json()["user"]) is opens


@pytest.mark.parametrize(("to", "code"), [("both", None), ("new", "sign_in_expired")])
def test_sign_in_begun_with_the_old_key(
    frame: FrameClient, instances: dict[str, str], to: str, code: str | None
) -> None:
    request = frame.session(op="status").json()
    params = frame.authorize(request)
    frame.at = instances[to]
    answer = frame.session(op="code", transaction=request["transaction"], params=params)
    assert answer.json().get("code") == code


def test_nobody_is_signed_out_by_a_rotation(frame: FrameClient, instances: dict[str, str]) -> None:
    """What is written while both keys count opens with the new one alone."""
    frame.sign_in()
    for to in ("both", "new"):
        frame.at = instances[to]
        answer = frame.session(op="status").json()
        assert answer["user"]["name"] == "Seeded Reader"
    assert frame.redeem(answer["handover"], frame.verifier.value).status_code == 200
    frame.at = instances["old"]
    assert frame.session(op="status").json()["user"] is None

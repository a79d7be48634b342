"""The proxy in front of a tier, which other tests are held up by."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
import requests

from tests.e2e.hostile import serving
from tests.rig.front import Front


@pytest.fixture
def front() -> Iterator[Front]:
    with serving("the tier") as tier, Front(0, int(tier.rsplit(":", 1)[1])) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        yield proxy
        proxy.shutdown()


def _ask(front: Front, path: str) -> requests.Response:
    return requests.get(f"http://127.0.0.1:{front.server_port}{path}", timeout=5)


def test_answer_of_the_tier_is_passed_on(front: Front) -> None:
    answer = _ask(front, "/")
    assert (answer.status_code, answer.text[-8:]) == (200, "the tier")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(("path", "is_late"), [("/slow?a=1", True), ("/other", False)])
def test_only_the_path_that_is_named_is_held_up(front: Front, path: str, is_late: bool) -> None:
    front.delays["/slow"] = 0.3
    started = time.monotonic()
    _ask(front, path)
    assert (time.monotonic() - started >= 0.3) is is_late


def test_connection_is_closed_while_the_tier_is_down_and_healed_afterwards(front: Front) -> None:
    front.is_down = True
    with pytest.raises(requests.ConnectionError):
        _ask(front, "/")
    front.heal()
    assert _ask(front, "/").status_code == 200

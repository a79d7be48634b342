from __future__ import annotations

import hashlib
from typing import Any

from streamlit.testing.v1 import AppTest

import gatepost
from gatepost.testing import FakeApi, signed_in, signed_out

EXPORT = b"0123456789" * 2_000_000  # larger than api_max_bytes


def fetch(at: AppTest, answer: Any) -> AppTest:
    signed_in(at).run()
    with FakeApi({"GET /api/pong": answer}):
        at.button[0].click().run()
    assert not at.exception
    return at


def test_nobody_can_fetch(at: AppTest) -> None:
    signed_out(at).run()
    assert at.info[0].value == "Sign in to continue."
    assert not at.button


def test_whole_file_arrives_although_it_is_large(at: AppTest) -> None:
    digest = hashlib.sha256(EXPORT).hexdigest()
    assert fetch(at, EXPORT).text[0].value == f"20,000,000 bytes, SHA-256 {digest}"


def test_refusal_is_shown_and_no_file(at: AppTest) -> None:
    fetch(at, FakeApi.refuse(404, message="No *export*"))
    assert at.error[0].value == gatepost.as_text("No *export*")
    assert not at.text

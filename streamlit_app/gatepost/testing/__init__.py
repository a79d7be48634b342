"""Test an app without a browser, a component or an API: docs/testing.md."""

from gatepost.testing.answers import Answer, ApiCall
from gatepost.testing.fake_api import FakeApi
from gatepost.testing.navigation import open_page
from gatepost.testing.own_page import emit, sent
from gatepost.testing.sign_in import (
    checking,
    expire,
    signed_in,
    signed_out,
)
from gatepost.testing.step_up import asked_for, decline, grant

__all__ = [
    "Answer",
    "ApiCall",
    "FakeApi",
    "asked_for",
    "checking",
    "decline",
    "emit",
    "expire",
    "grant",
    "open_page",
    "sent",
    "signed_in",
    "signed_out",
]

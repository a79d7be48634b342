"""Test an app without a browser, a component or an API: docs/testing.md."""

from gatepost.testing.answers import Answer as Answer, ApiCall as ApiCall
from gatepost.testing.fake_api import FakeApi as FakeApi
from gatepost.testing.navigation import open_page as open_page
from gatepost.testing.sign_in import (
    checking as checking,
    expire as expire,
    signed_in as signed_in,
    signed_out as signed_out,
)
from gatepost.testing.step_up import asked_for as asked_for, decline as decline, grant as grant

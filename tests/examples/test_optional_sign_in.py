from __future__ import annotations

from streamlit.testing.v1 import AppTest

import gatepost
from gatepost.testing import checking, expire, signed_in, signed_out

INVITATION = "Sign in to reserve tickets."


def infos(at: AppTest) -> list[str]:
    assert not at.exception
    return [info.value for info in at.info]


def test_nobody_is_invited_to_sign_in(at: AppTest) -> None:
    assert infos(signed_out(at).run()) == [INVITATION]
    assert at.markdown[0].value == "Open from Tuesday to Sunday, 10 to 18."
    assert not at.button


def test_nobody_is_invited_while_a_reload_is_checked(at: AppTest) -> None:
    assert infos(checking(at).run()) == []


def test_somebody_reserves(at: AppTest) -> None:
    name = "Ada *Lovelace*"
    signed_in(at, name, email="ada@example.com").run()
    assert at.markdown[1].value == f"Welcome back, **{gatepost.as_text(name)}**"
    at.number_input[0].set_value(2).run()
    at.button[0].click().run()
    assert at.success[0].value == "2 reserved for ada@example.com."


def test_expired_sign_in_reserves_nothing(at: AppTest) -> None:
    signed_in(at).run()
    assert infos(expire(at).run()) == [INVITATION]
    assert not at.button

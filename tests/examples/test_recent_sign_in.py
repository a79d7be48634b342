from __future__ import annotations

from streamlit.testing.v1 import AppTest

from gatepost.testing import asked_for, decline, grant, signed_in, signed_out

BOTH = ["plan.txt", "budget.txt"]


def files(at: AppTest) -> list[str]:
    assert not at.exception
    return [text.value for text in at.text]


def test_nobody_sees_the_files(at: AppTest) -> None:
    assert files(signed_out(at).run()) == []
    assert at.info[0].value == "Sign in to continue."


def test_fresh_sign_in_deletes_at_once(at: AppTest) -> None:
    signed_in(at, authenticated_ago=60).run()
    assert files(at.button(key="plan.txt").click().run()) == ["budget.txt"]
    assert asked_for(at) is None


def test_old_sign_in_deletes_after_a_new_one(at: AppTest) -> None:
    signed_in(at, authenticated_ago=400).run()
    assert files(at.button(key="plan.txt").click().run()) == BOTH
    needs = asked_for(at)
    assert needs
    assert needs.max_age == 300
    assert files(grant(at).run()) == ["budget.txt"]


def test_who_declines_deletes_nothing(at: AppTest) -> None:
    signed_in(at, authenticated_ago=400).run()
    at.button(key="plan.txt").click().run()
    assert files(decline(at).run()) == BOTH

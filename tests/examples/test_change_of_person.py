from __future__ import annotations

from streamlit.testing.v1 import AppTest

from gatepost.testing import expire, signed_in, signed_out


def listed(at: AppTest) -> list[str]:
    assert not at.exception
    return [text.value for text in at.text]


def ada_has_written(at: AppTest) -> AppTest:
    signed_in(at).run()
    at.text_input(key="draft").set_value("Milk").run()
    at.button[0].click().run()
    at.text_input(key="draft").set_value("Bre").run()
    assert listed(at) == ["Milk"]
    return at


def test_draft_of_nobody_is_kept_for_who_signs_in(at: AppTest) -> None:
    signed_out(at).run()
    assert at.button[0].disabled
    at.text_input(key="draft").set_value("Eggs").run()
    signed_in(at).run()
    assert at.text_input(key="draft").value == "Eggs"
    assert not at.button[0].disabled


def test_next_person_sees_neither_list_nor_draft(at: AppTest) -> None:
    ada_has_written(at)
    signed_in(at, "Bob").run()
    assert (listed(at), at.text_input(key="draft").value) == ([], "")


def test_nobody_sees_either_after_the_sign_in_has_expired(at: AppTest) -> None:
    expire(ada_has_written(at)).run()
    assert (listed(at), at.text_input(key="draft").value) == ([], "")

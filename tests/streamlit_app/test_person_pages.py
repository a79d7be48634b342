"""What one person leaves behind on framed pages: each knows whom it is shown to, by an id."""

from __future__ import annotations

from typing import Any

import pytest

from tests.streamlit_app.app_page import AppPage, envelope
from tests.streamlit_app.loopback import Loopback
from tests.streamlit_app.people import identity
from tests.streamlit_app.person_app import app, come, leave, person

pytestmark = pytest.mark.usefixtures("clock", "component")


@pytest.fixture
def page() -> AppPage:
    """Ada is signed in."""
    return AppPage(app, identity("ada"))


def test_frames_know_each_person_by_another_id_that_says_nothing(
    page: AppPage, component: Loopback
) -> None:
    ids = [person(page)]
    for sub in ("bob", "ada"):
        come(page, component, sub)
        ids.append(person(page))
    leave(page)
    assert person(page) is None
    assert len(set(ids)) == 3
    assert all(known and "ada" not in known and len(known) >= 22 for known in ids)


def test_command_that_waits_for_a_page_is_dropped_and_one_for_the_sign_in_is_not(
    page: AppPage, component: Loopback
) -> None:
    page.click("send")
    page.click("sign_out")
    assert page.commands == ["signOut"]
    page.place = -1
    assert page.commands == []
    page.click("send")
    assert [c["seq"] for c in page.props["commands"]] == [2], "no number is used again"


@pytest.mark.parametrize(
    ("sent_for", "is_handled"),
    [("ada", False), ("bob", True), ("nobody", True), ("a stranger", False)],
)
def test_event_that_was_sent_for_somebody_who_is_gone_is_acknowledged_and_not_handled(
    page: AppPage, component: Loopback, sent_for: str, is_handled: bool
) -> None:
    ids = {"ada": person(page), "nobody": None, "a stranger": "id-of-a-stranger"}
    come(page, component, "bob")
    ids["bob"] = person(page)
    page.place = -1
    data = {"report": "text", "data": {"secret": "of ada"}}
    event = {"seq": 1, "name": "onAdhocReport", "data": data, "person": ids[sent_for]}
    page.deliver(envelope(event, boot="boot-of-the-hero-page"))
    page.test.run()
    assert page.ack == {"boot": "boot-of-the-hero-page", "seq": 1}
    assert ("heard" in page.test.session_state) is is_handled


@pytest.mark.parametrize(
    ("name", "is_handled"), [("onStatusUpdate", True), ("onAdhocReport", False)]
)
def test_sign_in_page_s_status_always_counts_and_its_report_about_somebody_gone_does_not(
    component: Loopback, name: str, is_handled: bool
) -> None:
    heard: list[str] = []

    def watched() -> None:
        import streamlit as st

        import gatepost

        gatepost.sign_in(on_report=lambda report: st.session_state.update(heard=report.data))

    page = AppPage(watched, identity("ada"))
    data: dict[str, dict[str, Any]] = {
        "onStatusUpdate": {"reason": "signed_out"},
        "onAdhocReport": {"report": "apiAnswer", "data": {"secret": "of bob"}},
    }
    event = {"seq": 1, "name": name, "data": data[name], "person": "id-of-bob-0123456"}
    page.deliver(envelope(event))
    heard += [name] * (page.session.user is None or "heard" in page.test.session_state)
    assert heard == [name] * is_handled

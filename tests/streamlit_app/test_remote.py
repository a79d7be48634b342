from __future__ import annotations

import json
from dataclasses import fields

import msgspec
import pytest
from streamlit import config

from gatepost.wire.events import VERSION, Props
from tests.streamlit_app.app_page import BOOT, AppPage, envelope
from tests.streamlit_app.hero_app import (
    REPORT,
    errors,
    heard,
    hero,
    report,
    two_frames,
    warnings,
)
from tests.streamlit_app.own_messages import PasswordFound

pytestmark = pytest.mark.usefixtures("addresses")


@pytest.fixture
def page() -> AppPage:
    return AppPage(hero)


def test_frame_is_the_page_of_the_configured_component(page: AppPage) -> None:
    assert page.frame["src"] == "https://component.example.com/frame/hero"
    assert page.frame["title"] == "Messages"


def test_frame_and_connection_find_each_other_by_key_and_session(page: AppPage) -> None:
    connection = json.loads(page.connection.json)
    for name in ("key", "page", "session"):
        assert page.frame[name] == connection[name]
    assert page.props["session"] == page.frame["session"]


# What Streamlit caches in an app that sets nothing; this repository's own app sets more.
MIN_CACHED = int(config._config_options_template["global.minCachedMessageSize"].default_val or 0)


def test_streamlit_caches_no_message_of_a_frame(page: AppPage) -> None:
    def repeated() -> set[bytes]:
        """The messages that two runs have in common."""
        runs = []
        for _ in range(2):
            page.test.run()
            drawn = page.test.get("bidi_component")
            assert len(drawn) == 2
            runs.append({element.proto.SerializeToString() for element in drawn})
        return runs[0] & runs[1]

    assert len(repeated()) == 2
    assert max(map(len, repeated())) < MIN_CACHED - 500
    for _ in range(60):  # commands that wait for a page that does not answer
        page.click("ask")
    assert len(page.connection.json) > MIN_CACHED / 5
    assert len(repeated()) == 1
    assert max(map(len, repeated())) < MIN_CACHED - 500


def test_odd_name_of_a_page_stays_one_segment_of_the_address() -> None:
    page = AppPage(two_frames)
    assert page.frame["src"] == "https://component.example.com/frame/..%2Fhero%3Fx%23y"


def test_props_are_as_the_contract_says(page: AppPage) -> None:
    page.emit_all(report(1))
    page.click("ask")
    props = msgspec.convert(page.props, Props)
    assert set(page.props) == {field.name for field in fields(Props)}
    assert page.ack == {"boot": BOOT, "seq": 1}
    assert [(c.seq, c.name) for c in props.commands] == [(1, "ask")]


def test_event_is_handled_and_acknowledged_in_the_run_it_starts(page: AppPage) -> None:
    page.emit_all(report(1), report(2))
    assert heard(page) == [1, 2]
    assert page.test.text[0].value == "heard before the script ran: [1, 2]"
    assert page.ack == {"boot": BOOT, "seq": 2}
    assert page.test.session_state["runs"] == 2


def test_event_is_not_handled_again_when_the_app_reruns(page: AppPage) -> None:
    page.emit_all(report(1))
    page.test.run()
    page.click("ask")
    assert heard(page) == [1]


def test_event_of_the_app_s_own_arrives_as_its_class(page: AppPage) -> None:
    page.emit("onPasswordFound", password="swordfish", tries=3)
    assert heard(page) == [PasswordFound(password="swordfish", tries=3)]


def test_event_of_the_app_s_own_is_checked_like_any_other(page: AppPage) -> None:
    page.emit_all(("onPasswordFound", {"password": 1}), report(2))
    assert heard(page) == [2]
    assert errors(page) == ["message_invalid"]


def test_handler_that_raises_is_reported_and_neither_repeated_nor_in_the_way(
    page: AppPage, caplog: pytest.LogCaptureFixture
) -> None:
    broken = ("onAdhocReport", {"report": "pressed", "data": {"raise": "oh"}})
    page.emit_all(report(1), broken, report(3))
    page.emit_all(report(4))
    assert heard(page) == [1, 3, 4]
    assert errors(page) == ["handler_failed"]
    logged = [r.getMessage() for r in caplog.records if r.name == "gatepost"]
    assert logged == ["the handler of onAdhocReport failed"]


def test_handler_of_errors_that_raises_ends_nothing(page: AppPage) -> None:
    page.emit_all(("onError", {"code": "worse", "message": "Oh."}), report(2))
    assert heard(page) == [2]
    assert errors(page) == ["worse"]


def test_events_after_a_handler_that_reruns_come_again(page: AppPage) -> None:
    """They are not acknowledged, so the host sends them once more."""
    rerun = ("onAdhocReport", {"report": "pressed", "data": {"n": 1, "rerun": True}})
    page.emit_all(rerun, report(2), report(3))
    acknowledged = page.ack["seq"]
    rest = [{"seq": n, "name": "onAdhocReport", "data": report(n)[1]} for n in (1, 2, 3)]
    page.deliver(envelope(*rest[acknowledged:]))
    assert heard(page) == [1, 2, 3]
    assert page.ack["seq"] == 3


def test_request_with_more_than_names_is_refused_and_answered(page: AppPage) -> None:
    page.emit("onActionRequest", id="r1", action="WebRequest", route="pong", method="DELETE")
    assert errors(page) == ["message_invalid"]
    (command,) = page.props["commands"]
    assert command["name"] == "actionAnswer"
    assert (command["data"]["id"], command["data"]["code"]) == ("r1", "message_invalid")


def test_event_without_a_handler_is_acknowledged(page: AppPage) -> None:
    page.emit("onError", code="popup_blocked", message="Allow popups.")
    assert page.ack == {"boot": BOOT, "seq": 1}


def test_what_is_drawn_has_no_object_in_which_streamlit_looks_for_a_table(page: AppPage) -> None:
    """It loads pandas for that, which holds up the first run of a process by seconds."""
    drawn = [json.loads(element.proto.json) for element in page.test.get("bidi_component")]
    values = [value for data in drawn for value in data.values()]
    assert values
    assert [value for value in values if isinstance(value, (dict, list))] == []


def test_frames_of_one_page_have_mailboxes_of_their_own() -> None:
    page = AppPage(two_frames)
    assert len(page.test.get("bidi_component")) == 4
    sessions = [page.session.mailboxes[f"{key}.{VERSION}"].session for key in ("one", "two")]
    assert len(set(sessions)) == 2


def test_session_that_outlives_a_deployment_of_another_contract_begins_anew(
    page: AppPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.emit_all(report(1))
    page.click("ask")
    before = page.props
    monkeypatch.setattr("gatepost.pages.remote.VERSION", VERSION + 1)
    page.test.run()
    assert page.props["session"] != before["session"]
    assert (page.ack, page.commands) == (None, [])


def sometimes() -> None:
    import streamlit as st

    import gatepost

    if st.checkbox("Shown", value=True, key="shown"):
        page = gatepost.RemoteComponent("hero", title="Messages")
        page.draw()
        page.connect(
            gatepost.on(
                gatepost.AdhocReport, lambda event: st.session_state.update(heard=event.data)
            )
        )


def test_event_that_comes_after_its_page_was_left_waits_for_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    page = AppPage(sometimes)
    component = page.connection.id
    said = envelope({"seq": 1, "name": "onAdhocReport", "data": REPORT})
    page.test.checkbox(key="shown").uncheck().run()
    page.deliver_to(component, said)
    page.expect_no_exception()
    assert warnings(caplog) == []
    page.test.checkbox(key="shown").check().run()
    page.deliver(said)
    assert page.test.session_state["heard"] == REPORT["data"]


def private() -> None:
    import streamlit as st

    import gatepost
    from tests.streamlit_app.own_messages import _Private

    page = gatepost.RemoteComponent("hero", title="Messages")
    try:
        page.send(_Private())
    except gatepost.MessageError as error:
        st.error(error.message)
    page.draw()
    page.connect()


def test_command_whose_name_no_page_could_read_is_refused() -> None:
    page = AppPage(private)
    (error,) = page.errors
    assert "start its class name" in error
    assert page.commands == []


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("de-DE", "de-DE"), (None, "en"), ("x" * 35, "x" * 35), ("x" * 36, "en")],
)
def test_locale_is_one_that_the_contract_allows(
    monkeypatch: pytest.MonkeyPatch, locale: str | None, expected: str
) -> None:
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.locale", locale)
    assert AppPage(hero).props["locale"] == expected

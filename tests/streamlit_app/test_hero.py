"""The view Hero: what the page sends is shown, and changes nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from gatepost.wire.names import command_name, event_name
from messages import COMMANDS, EVENTS
from tests.streamlit_app.app_page import AppPage
from tests.streamlit_app.app_test import page_hash
from tests.streamlit_app.hero_view import items, open_view, received
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import grant, identity
from tests.streamlit_app.sign_in_app import update

pytestmark = pytest.mark.usefixtures("clock", "addresses")


@pytest.fixture
def page() -> AppPage:
    return open_view()


def counters(page: AppPage) -> str:
    text: str = page.test.text[0].value
    return text


def test_view_draws_the_page_and_states_that_it_signs_nobody_in(page: AppPage) -> None:
    assert page.frame["src"] == "https://component.example.com/frame/hero"
    assert "It signs nobody in." in page.markdown


EVENTS_OF_THE_PAGE: list[tuple[str, dict[str, Any]]] = [
    ("onStatusUpdate", {"reason": "signed_out"}),
    ("onActionRequest", {"id": "r_1", "action": "ServerTime"}),
    ("onAdhocReport", {"report": "text", "data": {"text": "hello"}}),
    ("onError", {"code": "demo_error", "message": "Nothing failed."}),
    ("onPasswordFound", {"password": "Swordfish42", "tries": 7}),
]


def test_every_event_is_shown_newest_first_with_its_number(page: AppPage) -> None:
    page.emit_all(*EVENTS_OF_THE_PAGE)
    lines = received(page)
    assert [line.split(" ")[0] for line in lines] == ["#5", "#4", "#3", "#2", "#1"]
    assert [line.split(" · ")[2].split(" ")[0] for line in reversed(lines)] == [
        name for name, _ in EVENTS_OF_THE_PAGE
    ]
    assert '{"report": "text", "data": {"text": "hello"}}' in lines[2]


def test_last_five_events_are_shown(page: AppPage) -> None:
    page.emit_all(*items(1, list(range(1, 13)), 12))
    lines = received(page)
    assert (len(lines), lines[0][:3], lines[-1][:2]) == (5, "#12", "#8")


@pytest.mark.parametrize(
    "text", ["**bold**", ":red[red]", "<script>alert(1)</script>", "a\nb", "$x$", "Grüße 😀"]
)
def test_what_the_page_sends_is_shown_literally(page: AppPage, text: str) -> None:
    page.emit("onAdhocReport", report="text", data={"text": text})
    (line,) = received(page)
    assert text.replace("\n", "\\n") in line
    assert text not in page.markdown


def test_long_event_is_cut(page: AppPage) -> None:
    page.emit("onAdhocReport", report="text", data={"text": "x" * 10_000})
    (line,) = received(page)
    assert len(line) < 400
    assert line.endswith(" …")


def test_even_a_true_status_of_this_page_signs_nobody_in_or_out(component: Loopback) -> None:
    component.answer = Answer(body=grant())
    page = open_view()
    page.emit("onStatusUpdate", **update(page.session.verifiers.challenge))
    page.test.run()
    assert (page.session.identity, component.requests) == (None, [])
    page = open_view(identity("ada"))
    page.emit("onStatusUpdate", reason="signed_out")
    page.test.run()
    assert page.session.identity == identity("ada")


def test_event_runs_the_fragment_and_not_the_app(page: AppPage) -> None:
    assert counters(page) == "App runs: 1 · Fragment runs: 0"
    page.emit_all(*EVENTS_OF_THE_PAGE)
    page.emit("onPasswordFound", password="A11", tries=1)
    assert counters(page) == "App runs: 1 · Fragment runs: 2"
    page.test.run()
    assert counters(page) == "App runs: 2 · Fragment runs: 2"


def test_text_is_a_command(page: AppPage) -> None:
    page.test.text_input(key="hero.words").input("**hello**")
    page.click("hero.send")
    (command,) = page.props["commands"]
    assert (command["name"], command["data"]) == ("showText", {"text": "**hello**"})
    assert page.test.text_input(key="hero.words").value == ""


def test_text_that_is_too_long_is_not_sent_and_stays(page: AppPage) -> None:
    page.test.text_input(key="hero.words").input("x" * 2_001)
    page.click("hero.send")
    assert page.commands == []
    sentence = "Not sent: the text has 2,001 characters. Write 2,000 at most."
    assert [toast.value for toast in page.test.toast] == [sentence]
    assert page.test.text_input(key="hero.words").value == "x" * 2_001


def test_empty_text_is_not_sent(page: AppPage) -> None:
    page.click("hero.send")
    assert page.commands == []
    assert [toast.value for toast in page.test.toast] == ["Write a text first."]


def ask(page: AppPage, action: str, route: str | None = None) -> dict[str, Any]:
    page.emit("onActionRequest", id="r_1", action=action, route=route)
    page.expect_no_exception()
    answers = [c["data"] for c in page.props["commands"] if c["name"] == "actionAnswer"]
    (answer,) = answers
    return dict(answer)


def test_server_time_is_an_action_of_the_demo(page: AppPage) -> None:
    answer = ask(page, "ServerTime")
    assert answer["code"] == "ok"
    assert datetime.fromisoformat(answer["data"]["time"]).tzinfo == UTC


def test_route_is_called_in_python_with_the_token(api: Loopback) -> None:
    api.answer = Answer(body={"message": "pong"})
    page = open_view(identity("ada", "read:messages"))
    answer = ask(page, "WebRequest", "pong-scoped")
    assert (answer["code"], answer["data"]["status"]) == ("ok", 200)
    assert [request.target for request in api.requests] == ["/api/pong-scoped"]


def test_route_is_not_called_without_its_scope(api: Loopback) -> None:
    page = open_view(identity("ada"))
    assert ask(page, "WebRequest", "pong-scoped")["code"] == "insufficient_scope"
    assert api.requests == []


def test_refused_token_is_renewed_by_the_sign_in_at_once(api: Loopback) -> None:
    api.answer = Answer(401, {"code": "invalid_token"})
    page = open_view(identity("ada"))
    page.emit("onActionRequest", id="r_1", action="WebRequest", route="pong")
    page.expect_no_exception()
    page.place = 0  # the sign-in, which only a run of the whole app draws
    assert page.commands == ["renew"]


def test_missing_settings_are_shown_as_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GATEPOST_COMPONENT_URL")
    page = open_view()
    assert [e for e in page.errors if e.startswith("The setting component_url is missing.")]


def test_what_was_received_stays_while_another_view_is_shown(page: AppPage) -> None:
    page.emit("onPasswordFound", password="A11", tries=1)
    for view in ("start", "hero"):
        page.test._page_hash = page_hash(view)
        page.test.run()
    assert len(received(page)) == 1


def test_names_of_own_messages_are_not_those_of_the_package() -> None:
    from gatepost.wire import events

    own = {event_name(kind) for kind in EVENTS} | {command_name(kind) for kind in COMMANDS}
    theirs = {*events.EVENTS, *(command_name(kind) for kind in events.COMMANDS)}
    assert own & theirs == set()
    assert len(own) == len(EVENTS) + len(COMMANDS)

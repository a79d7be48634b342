from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

import gatepost
from gatepost.identity.person import Identity
from gatepost.testing import FakeApi, open_page, signed_in
from tests.streamlit_app.app_page import APP, AppPage
from tests.streamlit_app.app_test import key_of
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import grant, identity

pytestmark = pytest.mark.usefixtures("clock", "addresses")

WAYS = ("From Python", "From the component")
ROUTES = ("ping", "pong", "pong-scoped")


def open_app(somebody: Identity | None = None) -> AppPage:
    page = AppPage(APP, somebody)
    page.expect_no_exception()
    return page


def call(page: AppPage, route: str) -> None:
    page.click(f"auth0.From Python.{route}")
    page.expect_no_exception()


def warnings(page: AppPage) -> list[str]:
    return [element.value for element in page.test.warning]


def test_page_is_drawn_for_nobody() -> None:
    page = open_app()
    assert page.test.title
    assert "Sign in above" in page.markdown
    assert page.frame["src"] == "https://component.example.com/frame/auth0"
    for way in WAYS:
        for route in ROUTES:
            assert page.test.button(key=f"auth0.{way}.{route}").label == way


def test_start_page_has_a_line_for_each_view() -> None:
    start = AppPage(APP, view="start")
    start.expect_no_exception()
    links = [element.proto.page for element in start.test.get("page_link")]
    assert links == ["auth0", "hero", "zero", "patterns"]
    assert len(start.test.markdown) == len(links) + 2, "what it is, who is signed in, the views"


@pytest.mark.parametrize(
    ("name", "email", "shown"),
    [("Ada", None, "Ada"), (None, "ada@example.com", "ada@example.com"), (None, None, "auth0|1")],
)
def test_page_names_the_person(
    component: Loopback, name: str | None, email: str | None, shown: str
) -> None:
    component.answer = Answer(body=grant(user={"sub": "auth0|1", "name": name, "email": email}))
    page = open_app()
    page.sign_in()
    page.expect_no_exception()
    assert f"Hello, **{gatepost.as_text(shown)}**." in page.markdown


def test_sign_in_is_drawn_once() -> None:
    drawn = [key_of(element) for element in open_app(identity()).test.get("bidi_component")]
    own = [f"gatepost_auth0{part}" for part in ("", ".keeper", ".connection")]
    assert drawn == own


@pytest.mark.parametrize("route", ROUTES)
def test_call_from_python_goes_to_its_route_as_the_person(fake_api: FakeApi, route: str) -> None:
    fake_api[f"GET /api/{route}"] = {"message": "The API says hello."}
    at = signed_in(AppTest.from_file(APP, default_timeout=20)).run()
    open_page(at, "auth0").run()
    at.button(key=f"auth0.From Python.{route}").click().run()
    assert [call.user for call in fake_api.calls] == ["test|ada"]
    assert [one.proto.popover.label[:18] for one in at.get("popover")] == [":green-badge[200] "]
    assert "The API says hello." in [one.value for one in at.text]
    assert [one.value for one in at.warning] == []


NO_SCOPE = Answer(
    403, {"code": "insufficient_scope"}, {"WWW-Authenticate": 'Bearer scope="read:messages"'}
)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (NO_SCOPE, "This account lacks the permission read:messages. Ask the operator for it."),
        (Answer(502, b"<html>bad gateway</html>"), "The API answered with status 502."),
    ],
)
def test_refusal_is_shown_as_a_sentence(api: Loopback, answer: Answer, sentence: str) -> None:
    api.answer = answer
    page = open_app(identity())
    call(page, "pong")
    assert warnings(page) == [gatepost.as_text(sentence)]
    assert f":orange-badge[{answer.status}]" in page.everything_sent()
    challenges = [f"{name}: {value}" for name, value in answer.headers.items()]
    assert [code.value for code in page.test.code if "Authenticate" in code.value] == challenges
    page.expect_readable_json()


def test_missing_api_is_a_sentence_when_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GATEPOST_API_URL")
    page = open_app()
    assert page.errors == []
    call(page, "ping")
    assert warnings(page)[0].startswith(gatepost.as_text("The setting api_url is missing."))
    assert ":orange-badge[not sent]" in page.everything_sent()


def test_call_from_the_component_is_a_route_name_and_nothing_else(api: Loopback) -> None:
    page = open_app(identity())
    page.click("auth0.From the component.pong-scoped")
    (command,) = page.props["commands"]
    assert command == {"seq": 1, "name": "callRoute", "data": {"route": "pong-scoped"}}
    assert api.requests == []


@pytest.mark.parametrize(
    "after", [grant(user={"sub": "bob", "name": "Bob", "email": None}), None], ids=["bob", "nobody"]
)
def test_answers_for_one_person_are_not_shown_to_the_next(
    api: Loopback, component: Loopback, after: dict[str, object] | None
) -> None:
    api.answer = Answer(body={"message": "a secret of ada"})
    page = open_app(identity("ada"))
    call(page, "pong")
    assert "a secret of ada" in page.everything_sent()
    component.answer = Answer(body=after)
    if after:
        page.sign_in()
    else:
        page.emit("onStatusUpdate", reason="signed_out")
    assert "a secret of ada" not in page.everything_sent()

from __future__ import annotations

import html
import re
import socket

import pytest

import gatepost
from gatepost.handover import Identity
from tests.streamlit_app.app_page import APP, AppPage
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import TOKEN, grant, identity

pytestmark = pytest.mark.usefixtures("clock", "addresses")

WAYS = ("From Python", "From the component")
ROUTES = ("ping", "pong", "pong-scoped")
SIGN = re.compile(r":color\[(&#\d+;)\]")


def open_app(somebody: Identity | None = None) -> AppPage:
    page = AppPage(APP, somebody)
    page.expect_no_exception()
    return page


def call(page: AppPage, route: str) -> None:
    page.click(f"auth0.From Python.{route}")
    page.expect_no_exception()


def texts(page: AppPage) -> str:
    return "\n".join(element.value for element in page.test.markdown)


def warnings(page: AppPage) -> list[str]:
    return [html.unescape(SIGN.sub(r"\1", element.value)) for element in page.test.warning]


def test_page_is_drawn_for_nobody() -> None:
    page = open_app()
    assert page.test.title
    assert "Sign in above" in texts(page)
    assert page.frame["src"] == "https://component.example.com/frame/auth0"
    for way in WAYS:
        for route in ROUTES:
            assert page.test.button(key=f"auth0.{way}.{route}").label == f"Call {route}"


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
    assert f"Hello, **{gatepost.as_text(shown)}**." in texts(page)


def test_sign_in_is_drawn_once() -> None:
    drawn = [element.key for element in open_app(identity()).test.get("bidi_component")]
    assert drawn == ["gatepost_auth0", "gatepost_auth0.connection"]


@pytest.mark.parametrize("route", ROUTES)
def test_call_from_python_goes_to_its_route_with_the_token(api: Loopback, route: str) -> None:
    api.answer = Answer(body={"message": "The API says hello."})
    page = open_app(identity())
    call(page, route)
    (request,) = api.requests
    assert (request.target, request.authorization) == (f"/api/{route}", f"Bearer {TOKEN}")
    assert ":green-badge[200]" in texts(page)
    assert "The API says hello." in [element.value for element in page.test.text]
    assert warnings(page) == []


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            Answer(401, {"code": "missing_token"}, {"WWW-Authenticate": "Bearer"}),
            "Nobody is signed in. Sign in, then try again.",
        ),
        (
            Answer(
                401,
                {"code": "invalid_token"},
                {"WWW-Authenticate": 'Bearer error="invalid_token"'},
            ),
            "The sign-in is no longer valid. Try again in a moment, or sign in again.",
        ),
        (
            Answer(
                403,
                {"code": "insufficient_scope"},
                {"WWW-Authenticate": 'Bearer scope="read:messages"'},
            ),
            "This account lacks the permission read:messages. Ask the app's owner for it.",
        ),
        (Answer(503, {"code": "x", "message": "Try later."}), "Try later."),
        (Answer(502, b"<html>bad gateway</html>"), "The API answered with status 502."),
        (Answer(500, b""), "The API answered with status 500."),
    ],
    ids=["401 missing", "401 invalid", "403", "503", "HTML", "empty"],
)
def test_refusal_is_shown_as_a_sentence(api: Loopback, answer: Answer, sentence: str) -> None:
    api.answer = answer
    page = open_app(identity())
    call(page, "pong")
    assert warnings(page) == [sentence]
    assert f":orange-badge[{answer.status}]" in texts(page)
    challenges = [f"{name}: {value}" for name, value in answer.headers.items()]
    shown = [code.value for code in page.test.code if "Authenticate" in code.value]
    assert shown == challenges
    page.expect_readable_json()


def test_refused_token_is_renewed_by_the_frame(api: Loopback) -> None:
    challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    api.answer = Answer(401, {"code": "invalid_token"}, challenge)
    page = open_app(identity())
    call(page, "pong")
    assert page.commands == ["renew"]


def test_api_that_is_down_is_shown_as_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv("GATEPOST_API_URL", f"http://127.0.0.1:{port}")
    page = open_app(identity())
    call(page, "pong")
    assert warnings(page) == ["The protected API does not answer. Try again in a moment."]
    assert ":orange-badge[no answer]" in texts(page)


def test_missing_settings_are_shown_as_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GATEPOST_API_URL")
    page = open_app()
    assert page.errors[0].startswith("The setting api_url is missing.")
    call(page, "ping")
    assert warnings(page)[0].startswith("The setting api_url is missing.")


def test_each_person_s_token_goes_with_their_own_call(api: Loopback) -> None:
    ada = open_app(identity("ada", token="token-of-ada"))
    bob = open_app(identity("bob", token="token-of-bob"))
    for page in (ada, bob, ada):
        call(page, "pong")
    assert [request.authorization for request in api.requests] == [
        "Bearer token-of-ada",
        "Bearer token-of-bob",
        "Bearer token-of-ada",
    ]


def test_call_from_the_component_is_a_route_name_and_nothing_else(api: Loopback) -> None:
    page = open_app(identity())
    page.click("auth0.From the component.pong-scoped")
    (command,) = page.props["commands"]
    assert command == {"seq": 1, "name": "callRoute", "data": {"route": "pong-scoped"}}
    assert api.requests == []


def test_draft_survives_reruns_and_sign_in(api: Loopback, component: Loopback) -> None:
    component.answer = Answer(body=grant())
    page = open_app()
    page.test.text_input(key="auth0.draft").input("half a sentence").run()
    call(page, "ping")
    page.sign_in()
    page.emit("onStatusUpdate", reason="signed_out")
    page.expect_no_exception()
    assert page.test.text_input(key="auth0.draft").value == "half a sentence"


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

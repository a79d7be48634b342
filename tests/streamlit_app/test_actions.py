"""Delegated actions: what a page asks for by name is done, and nothing else leaves Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from gatepost.api.actions import Action, Actions, DelegatedRoute
from gatepost.api.connection import ProtectedApi
from gatepost.errors import GatepostError, MessageError
from gatepost.identity.session import Session
from gatepost.wire.events import ActionAnswer, ActionRequest, Message
from gatepost.wire.mailbox import parse_event
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import TOKEN, identity

ROUTES = {
    "pong": DelegatedRoute("/api/pong"),
    "pong-scoped": DelegatedRoute("/api/pong-scoped", frozenset({"read:messages"})),
}
PONG = Answer(200, {"message": "pong"})


class Page:
    """Stands in for the component, and keeps what it is answered."""

    def __init__(self) -> None:
        self.answers: list[ActionAnswer] = []

    def send(self, command: object) -> None:
        assert isinstance(command, ActionAnswer)
        self.answers.append(command)


Ask = Callable[..., ActionAnswer]


def raise_value_error(_request: ActionRequest) -> dict[str, Any]:
    raise ValueError(TOKEN)


class NoWater(GatepostError):
    code = "no_water"


def raise_own_error(_request: ActionRequest) -> dict[str, Any]:
    raise NoWater("The kettle is empty.")


OWN: dict[str, Action] = {
    "Brew": lambda request: {"tea": request.id},
    "Break": raise_value_error,
    "Refuse": raise_own_error,
    "Odd": lambda _request: {"at": object()},
    "Half": lambda _request: {"text": "\ud800"},
    "Flood": lambda _request: {"text": "x" * 70_000},
}


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    session = Session(identity=identity("ada"))
    monkeypatch.setattr("gatepost.api.connection.session", lambda: session)
    monkeypatch.setattr("gatepost.api.actions.session", lambda: session)
    return session


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, session: Session, api: Loopback) -> Ask:
    api.answer = PONG
    connection = ProtectedApi("protected_api")
    monkeypatch.setattr("gatepost.api.actions.st.connection", lambda *_, **__: connection)
    page = Page()
    actions = Actions(page, routes=ROUTES, own=OWN)  # type: ignore[arg-type]

    def ask(action: str = "WebRequest", route: str | None = None) -> ActionAnswer:
        actions(ActionRequest(id="r1", action=action, route=route))
        return page.answers[-1]

    return ask


def test_registered_route_is_called_with_the_person_s_token(ask: Ask, api: Loopback) -> None:
    answer = ask(route="pong")
    assert (answer.id, answer.code) == ("r1", "ok")
    assert (answer.data["status"], answer.data["body"]) == (200, {"message": "pong"})
    (request,) = api.requests
    assert (request.method, request.target) == ("GET", "/api/pong")
    assert request.authorization == f"Bearer {TOKEN}"
    assert TOKEN not in repr(answer)


def test_refusal_of_the_api_is_passed_on_with_its_code(ask: Ask, api: Loopback) -> None:
    api.answer = Answer(403, {"code": "insufficient_scope", "message": "No."})
    answer = ask(route="pong")
    assert (answer.code, answer.data["status"]) == ("insufficient_scope", 403)


def test_api_that_is_down_is_a_code(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEPOST_API_URL", "http://127.0.0.1:9")
    answer = ask(route="pong")
    assert answer.code == "api_unavailable"
    assert answer.data["message"].endswith("Try again in a moment.")


@pytest.mark.parametrize(
    ("scopes", "signed_in", "code"),
    [
        ((), True, "insufficient_scope"),
        ((), False, "missing_token"),
        (("read:messages",), True, "ok"),
    ],
)
def test_scopes_are_checked_before_the_api_is_asked(
    ask: Ask, api: Loopback, session: Session, scopes: tuple[str, ...], signed_in: bool, code: str
) -> None:
    session.identity = identity("ada", *scopes) if signed_in else None
    assert ask(route="pong-scoped").code == code
    assert len(api.requests) == (1 if code == "ok" else 0)


@pytest.mark.parametrize(
    ("action", "route", "code"),
    [
        ("WebRequest", None, "unknown_route"),
        ("WebRequest", "ping", "unknown_route"),
        ("WebRequest", "api", "unknown_route"),
        ("Nothing", None, "unknown_action"),
        ("webrequest", "pong", "unknown_action"),
    ],
)
def test_what_is_not_registered_is_refused(
    ask: Ask, api: Loopback, action: str, route: str | None, code: str
) -> None:
    answer = ask(action, route)
    assert answer.code == code
    assert answer.data["message"].endswith(".")
    assert api.requests == []


@pytest.mark.parametrize(
    ("action", "code", "data"),
    [
        ("Brew", "ok", {"tea": "r1"}),
        ("Refuse", "no_water", {"message": "The kettle is empty."}),
        ("Break", "action_failed", None),
        ("Odd", "action_failed", None),
        ("Half", "action_failed", None),
        ("Flood", "answer_too_large", None),
    ],
)
def test_action_of_the_app_s_own_is_answered(
    ask: Ask, action: str, code: str, data: dict[str, Any] | None
) -> None:
    answer = ask(action)
    assert answer.code == code
    assert data is None or answer.data == data
    assert TOKEN not in repr(answer)


def hostile_requests(canary: str) -> list[dict[str, Any]]:
    host = canary.removeprefix("http://")
    routes: list[Any] = [
        *(f"{canary}/x", f"//{host}/x", f"{host}/x", "..", "../pong", "pong/..", "/api/pong"),
        *("pong%2Fx", "pong%2e%2e", "pong\\x", "pong?x=1", "pong#x", "pong@x", "pong:80", "PONG"),
        *(
            "pong\n",
            "pong\r\nX-Evil: 1",
            " pong",
            "pong ",
            "pong\x00",
            "",
            "p\u043eng",
            ["pong"],
            1,
            {},
        ),
    ]
    requests = [{"action": "WebRequest", "route": route} for route in routes]
    extras: list[dict[str, Any]] = [
        {"method": "DELETE"},
        {"headers": {"Authorization": "x"}},
        {"url": canary},
        {"params": {"x": "1"}},
        {"body": "x"},
    ]
    return [*requests, *({"action": "WebRequest", "route": "pong", **extra} for extra in extras)]


def test_hostile_request_is_refused_and_reaches_nobody(
    ask: Ask, api: Loopback, canary: Loopback
) -> None:
    """The canary's fixture fails when anything calls it."""
    for data in hostile_requests(canary.url):
        message = Message(seq=1, name="onActionRequest", data={"id": "r1", **data})
        with pytest.raises(MessageError) as refused:
            parse_event(message)
        assert refused.value.code == "message_invalid"
    assert api.requests == []


@settings(
    max_examples=200,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(route=st.text(max_size=70) | st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True))
def test_no_route_but_the_registered_ones_is_ever_called(
    ask: Ask, api: Loopback, route: str
) -> None:
    message = Message(
        seq=1, name="onActionRequest", data={"id": "r1", "action": "WebRequest", "route": route}
    )
    before = len(api.requests)
    try:
        request = parse_event(message)
    except MessageError:
        return
    assert isinstance(request, ActionRequest)
    ask(request.action, request.route)
    called = [request.target for request in api.requests[before:]]
    assert called == ([ROUTES[route].path] if route == "pong" else [])

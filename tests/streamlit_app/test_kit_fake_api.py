"""The testing kit: an API that a test makes up."""

from __future__ import annotations

import gzip
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gatepost import ApiError, ApiUnavailable, AsyncBoundApi, BoundApi, RequestInvalid, RouteRefused
from gatepost.http.transport import Bounds, Request, Transport
from gatepost.settings import ApiSettings
from gatepost.testing import ApiCall, FakeApi, signed_in
from gatepost.testing.bearer import make_unsigned
from tests.streamlit_app.coroutines import finish
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import identity

BASE = "https://api.test/v1"
AT = ApiSettings("protected_api", BASE, None, None, Bounds(2, 1_000), None)


def client(sub: str = "ada") -> BoundApi:
    token = make_unsigned(sub, ["read:messages"])
    return BoundApi(AT, identity(sub, "read:messages", token=token))


def test_call_is_answered_and_kept() -> None:
    with FakeApi({"POST /orders": {"id": 7}}) as api:
        answer = client().post(
            "/orders",
            json={"item": "ä"},
            params={"dry": "1", "tag": ["a", "b"]},
            headers={"Idempotency-Key": "k"},
        )
    assert (answer.status_code, answer.json(), answer.ok) == (200, {"id": 7}, True)
    (call,) = api.calls
    assert (call.method, call.path, call.user, call.api) == ("POST", "/orders", "ada", BASE)
    assert (call.json, call.params) == ({"item": "ä"}, {"dry": "1", "tag": ["a", "b"]})
    assert call.headers == {"Idempotency-Key": "k", "Content-Type": "application/json"}
    assert make_unsigned("ada", ["read:messages"]).split(".")[1] not in repr(call)


ANSWERS: list[tuple[Any, int, bytes, str | None]] = [
    ({"a": 1}, 200, b'{"a": 1}', "application/json"),
    ([1], 200, b"[1]", "application/json"),
    ("hällo", 200, "hällo".encode(), "text/plain; charset=utf-8"),
    (b"\x00\xff", 200, b"\x00\xff", "application/octet-stream"),
    (None, 204, b"", None),
    (404, 404, b"", None),
    (FakeApi.answer(True, status=201), 201, b"true", "application/json"),
    (FakeApi.answer(b"a,b", headers={"Content-Type": "text/csv"}), 200, b"a,b", "text/csv"),
    (lambda call: {"path": call.path}, 200, b'{"path": "/x"}', "application/json"),
    (lambda call: 404 if call.user == "ada" else 200, 404, b"", None),
]


@pytest.mark.parametrize(("given", "status", "content", "kind"), ANSWERS)
def test_answer_is_what_it_looks_like(
    given: Any, status: int, content: bytes, kind: str | None
) -> None:
    with FakeApi({"/x": given}):
        answer = client().get("/x")
    assert (answer.status_code, answer.content) == (status, content)
    assert answer.headers.get("content-type") == kind


def test_value_that_could_be_a_status_or_json_is_refused() -> None:
    with FakeApi({"/x": True}), pytest.raises(TypeError, match=r"Use FakeApi\.answer\(True\)"):
        client().get("/x")


def test_sequence_gives_each_once_and_the_last_for_ever() -> None:
    with FakeApi({"GET /x": FakeApi.sequence(503, {"n": 1}, {"n": 2})}) as api:
        bodies = [client().get("/x").body for _ in range(3)]
    assert bodies == [{"n": 1}, {"n": 2}, {"n": 2}]
    assert len(api.calls) == 4, "the client repeats a call that was answered 503"


def test_method_and_address_come_before_a_path_and_a_value_comes_last() -> None:
    with FakeApi({"/x": "any", "GET /x": "get", f"{BASE}/y": "here", "/{a}/b": "value"}) as api:
        api["/users/{id}"] = lambda call: call.path
        for method, path, text in (
            *(("get", "/x", "get"), ("put", "/x", "any"), ("get", "/y", "here")),
            *(("get", "/1/b", "value"), ("get", "/users/auth0%7Cada", "/users/auth0|ada")),
        ):
            assert getattr(client(), method)(path).text == text


def test_unexpected_call_is_named_in_the_call_and_at_the_end() -> None:
    sentence = (
        "The app makes an unexpected call: DELETE /x of https://api.test/v1. Add an answer for it "
        "to FakeApi; there are: GET /x, /y."
    )
    api = FakeApi({"GET /x": 1, "/y": 2}).__enter__()
    with pytest.raises(AssertionError) as in_the_call:
        client().delete("/x")
    assert [call.path for call in api.calls] == ["/x"]
    with pytest.raises(AssertionError) as at_the_end:
        api.__exit__(None)
    assert [str(error.value) for error in (in_the_call, at_the_end)] == [sentence] * 2


def test_unexpected_call_hides_no_other_failure() -> None:
    api = FakeApi().__enter__()
    with pytest.raises(AssertionError):
        client().get("/x")
    api.__exit__(ZeroDivisionError)


@pytest.mark.parametrize("bad", ["get /x", "GET x", "GET /x?a=1", "FETCH /x", "", "GET /x y"])
def test_key_that_names_no_call_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="names no call"):
        FakeApi({bad: {}})


REFUSALS: list[tuple[dict[str, Any], int, str, str | None]] = [
    (
        {"scope": "write:messages"},
        *(403, "insufficient_scope"),
        'Bearer error="insufficient_scope", scope="write:messages"',
    ),
    (
        {"max_age": 300, "acr_values": ["a", "b"]},
        *(401, "insufficient_user_authentication"),
        'Bearer error="insufficient_user_authentication", max_age="300", acr_values="a b"',
    ),
    ({"status": 401}, 401, "invalid_token", 'Bearer error="invalid_token"'),
    ({"status": 409, "code": "taken"}, 409, "taken", None),
]


@pytest.mark.parametrize(("given", "status", "code", "challenge"), REFUSALS)
def test_refusal_names_what_is_needed(
    given: dict[str, Any], status: int, code: str, challenge: str | None
) -> None:
    with FakeApi({"/x": FakeApi.refuse(**given, message="No.")}):
        answer = client().get("/x")
    with pytest.raises(ApiError) as refused:
        answer.raise_for_status()
    assert (refused.value.status, refused.value.code) == (status, code)
    assert refused.value.www_authenticate == challenge


def test_checks_of_the_client_run() -> None:
    with FakeApi({"/x": b"x" * 1_001, "/zip": zipped(b"unzipped")}) as api:
        with pytest.raises(RouteRefused):
            client().get("/../x")
        with pytest.raises(RequestInvalid):
            client().get("/x", headers={"Authorization": "mine"})
        assert api.calls == []
        with pytest.raises(ApiError, match="larger than 1000 bytes"):
            client().get("/x")
        assert client().get("/zip").content == b"unzipped"
        assert client().head("/x").content == b""
        with client().get("/x", stream=True) as answer:
            assert len(b"".join(answer.iter_content())) == 1_001


def zipped(content: bytes) -> Any:
    return FakeApi.answer(gzip.compress(content), headers={"Content-Encoding": "gzip"})


def test_silent_api_is_unavailable() -> None:
    with FakeApi({"/x": FakeApi.silence()}) as api:
        with pytest.raises(ApiUnavailable):
            client().post("/x", data=BytesIO(b"a file"))
        assert api.calls[0].data == b"a file"


def test_async_client_is_answered_too() -> None:
    async def call() -> Any:
        somebody = identity("bob", token=make_unsigned("bob", []))
        async with AsyncBoundApi(AT, somebody) as api:
            return await api.get("/x"), await api.get("/zip")

    with FakeApi({"/x": {"a": 1}, "/zip": zipped(b"unzipped")}) as api:
        answer, unzipped = finish(call())
    assert (answer.json(), unzipped.content) == ({"a": 1}, b"unzipped")
    assert [one.user for one in api.calls] == ["bob", "bob"]


def test_calls_of_threads_are_all_kept() -> None:
    bound = client()
    with FakeApi({"/x/{n}": lambda call: call.path}) as api, ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda n: bound.get(f"/x/{n}").text, range(100)))
    assert texts == [f"/x/{n}" for n in range(100)]
    assert len(api.calls) == 100


def test_requests_to_other_servers_are_sent_and_nothing_stays_hooked(canary: Loopback) -> None:
    before = Transport._open
    with FakeApi() as api:
        assert Transport._open is not before
    assert (Transport._open, api.calls) == (before, [])


def test_request_that_is_no_call_of_an_api_is_sent(component: Loopback) -> None:
    component.answer = Answer(body="sent")
    with FakeApi() as api:
        answer = Transport().send(Request("GET", component.url), Bounds(5, 100))
    assert (answer.data, api.calls) == (b'"sent"', [])


def app() -> None:
    import streamlit as st

    import gatepost

    gatepost.sign_in()
    for name in ("protected_api", "billing"):
        api = st.connection(name, type=gatepost.ProtectedApi)
        st.text(api.get("/x").text)


def test_each_connection_calls_its_own_api_as_the_person() -> None:
    at = AppTest.from_function(app, default_timeout=20)
    billing = "https://billing.test"
    at.secrets["connections"] = {"billing": {"api_url": billing, "audience": billing}}
    signed_in(at, apis={billing: ["read:invoices"]})
    with FakeApi({"GET /x": "main", f"GET {billing}/x": "billing"}) as api:
        at.run()
    assert [e.message for e in at.exception] == []
    assert [text.value for text in at.text] == ["main", "billing"]
    assert [call.user for call in api.calls] == ["test|ada"] * 2


def test_unexpected_call_is_an_exception_of_the_app() -> None:
    at = AppTest.from_function(app, default_timeout=20)
    api = FakeApi().__enter__()
    signed_in(at).run()
    assert len(at.exception) == 1
    with pytest.raises(AssertionError, match="unexpected call: GET /x of"):
        api.__exit__(None)


def test_token_that_the_kit_did_not_make_is_somebodys() -> None:
    with FakeApi({"/x": {}}) as api:
        BoundApi(AT, identity(token="opaque")).get("/x")
    assert [call.user for call in api.calls] == ["somebody"]


def test_call_without_a_body_has_no_json() -> None:
    assert ApiCall("GET", "/x").json is None

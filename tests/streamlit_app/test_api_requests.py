"""What a call sends: query, body and headers, as requests would."""

from __future__ import annotations

import io
from typing import Any

import pytest
import requests

from gatepost.api.connection import ProtectedApi
from gatepost.errors import RequestInvalid
from tests.streamlit_app.loopback import Loopback
from tests.streamlit_app.people import TOKEN

SENT: dict[str, dict[str, Any]] = {
    "params": {"params": {"q": "a b", "n": 1, "f": 1.5, "t": True, "none": None, "l": [1, "x"]}},
    "pairs": {"params": [("q", "a"), ("q", "ü")]},
    "a form": {"data": {"a": "b&c", "l": ["x", "y"], "none": None}},
    "text": {"data": "grüße"},
    "bytes": {"data": b"\x00\xff"},
    "json": {"json": {"a": [1]}},
    "json of nothing much": {"json": []},
    "own media type": {"data": b"<a/>", "headers": {"content-type": "text/xml"}},
}


@pytest.mark.parametrize("options", SENT.values(), ids=SENT)
def test_request_is_the_one_that_requests_sends(
    connection: ProtectedApi, api: Loopback, options: dict[str, Any]
) -> None:
    connection.post("/x", **options)
    requests.post(f"{api.url}/x", timeout=5, **options)
    ours, theirs = api.requests
    assert ours.authorization == f"Bearer {TOKEN}"
    assert (ours.method, ours.target) == (theirs.method, theirs.target)
    assert ours.headers.get("content-type") == theirs.headers.get("content-type")
    if "json" in options:
        assert ours.json == theirs.json
    else:
        assert ours.body == theirs.body


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "head"])
def test_each_verb_sends_its_method(connection: ProtectedApi, api: Loopback, method: str) -> None:
    assert getattr(connection, method)("/x").ok
    assert api.requests[0].method == method.upper()


def test_arguments_have_the_order_of_requests(connection: ProtectedApi, api: Loopback) -> None:
    connection.get("/x", {"a": 1})
    connection.post("/x", {"a": 1})
    connection.post("/x", None, {"a": 1})
    connection.put("/x", "text")
    connection.patch("/x", "text")
    connection.request("DELETE", "/x")
    assert [request.target for request in api.requests] == ["/x?a=1", *["/x"] * 5]
    assert [r.body for r in api.requests] == [b"", b"a=1", b'{"a": 1}', b"text", b"text", b""]


@pytest.mark.parametrize(
    "file",
    [b"data", io.BytesIO(b"data"), ("n.txt", b"data"), ("n", "data", "text/csv")],
    ids=["bytes", "open", "named", "typed"],
)
def test_file_is_sent_with_the_fields_of_the_form(
    connection: ProtectedApi, api: Loopback, file: Any
) -> None:
    connection.post("/x", {"a": "1"}, files={"f": file})
    (request,) = api.requests
    assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="a"\r\n\r\n1\r\n' in request.body
    assert b'name="f"; filename="' in request.body
    assert b"\r\n\r\ndata\r\n" in request.body
    assert (b"text/csv" in request.body) == (isinstance(file, tuple) and len(file) == 3)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    **{
        name: ({"headers": {name: "x"}}, "is set by the client itself")
        for name in (
            *("Authorization", "authorization", "X-Serverless-Authorization", "Host", "Cookie"),
            *("Connection", "Transfer-Encoding", "Content-Length", "Accept-Encoding", "TE"),
            "Proxy-Authorization",
        )
    },
    "line break in a value": ({"headers": {"X-A": "1\r\nX-B: 2"}}, "can't be sent"),
    "no Latin-1": ({"headers": {"X-A": "€"}}, "can't be sent"),
    "number": ({"headers": {"X-A": 1}}, "can't be sent"),
    "line break in a name": ({"headers": {"X-A\r\n": "1"}}, "is no name of a header"),
    "colon in a name": ({"headers": {"X-A:": "1"}}, "is no name of a header"),
    "no headers": ({"headers": ["X-A"]}, "no mapping"),
    "two bodies": ({"json": 1, "data": "x"}, "has one body"),
    "form of objects": ({"data": {"a": {"b": 1}}}, "A field of the form can't be sent"),
    "files of objects": ({"files": {"a": 1}}, "The form can't be sent"),
    "text beside files": ({"files": {"a": b"1"}, "data": "x"}, "The form can't be sent"),
    "parameters of objects": ({"params": {"a": {"b": 1}}}, "A parameter can't be sent"),
    **{
        f"timeout {value}": ({"timeout": value}, "The timeout must be a number")
        for value in (0, -1, 3_601, "1", True, float("nan"), float("inf"))
    },
}


@pytest.mark.parametrize(("options", "sentence"), REFUSED.values(), ids=REFUSED)
def test_request_that_can_t_be_sent_is_refused(
    connection: ProtectedApi, api: Loopback, options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RequestInvalid, match=sentence) as raised:
        connection.request("POST", "/x", **options)
    assert raised.value.message.isprintable()
    assert api.requests == []


def test_own_header_is_sent(connection: ProtectedApi, api: Loopback) -> None:
    connection.get("/x", headers={"X-Request-Id": "7", "Accept": "text/csv"})
    (request,) = api.requests
    assert (request.headers["x-request-id"], request.headers["accept"]) == ("7", "text/csv")

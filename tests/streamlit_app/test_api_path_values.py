"""A value in a path is one segment, whatever an identity provider puts into it."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, strategies as st

from gatepost.api.connection import ProtectedApi
from gatepost.api.path import check_path, make_path
from gatepost.errors import RouteRefused
from tests.streamlit_app.loopback import Loopback

GOOD = [
    *("auth0|65f0", "google-oauth2|1", "ada@example.com", "Jürgen Müller", "a:b", "x?y=1#z", "a&b"),
    *("a+b", "...", "a..b", "日本", "a;b", "~", "-"),
]
BAD = ["", ".", "..", "a/b", "/", "../x", "a\\b", "a%2fb", "%", "a\nb", "\0", "\ud800", "\u202e"]


@pytest.mark.parametrize("sub", GOOD)
def test_value_is_one_segment_that_decodes_to_itself(
    connection: ProtectedApi, api: Loopback, sub: str
) -> None:
    connection.get(connection.path("/users/{id}/orders/{order}", id=sub, order=7))
    (request,) = api.requests
    *_, encoded, orders, order = request.target.split("/")
    assert (request.target.count("/"), orders, order) == (4, "orders", "7")
    assert unquote(encoded) == sub


@pytest.mark.parametrize(
    "sub", [*BAD, None, True, 1.5, "\uff0e\uff0e", "..;x", "a\uff0fb"], ids=ascii
)
def test_value_that_could_be_more_than_a_segment_is_refused(sub: Any) -> None:
    with pytest.raises(RouteRefused) as raised:
        make_path("/users/{id}", id=sub)
    assert raised.value.message.isprintable()


@pytest.mark.parametrize(
    ("template", "values"),
    [("/users/{id}", {}), ("/users", {"id": 1}), ("/{a}/{b}", {"a": 1, "c": 2})],
)
def test_template_and_values_have_to_match(template: str, values: dict[str, int]) -> None:
    with pytest.raises(RouteRefused, match="Pass exactly these by name"):
        make_path(template, **values)


@pytest.mark.parametrize("template", ["users/{id}", "//{id}", "/../{id}", "/.{id}", "/{id}?x"])
def test_template_is_checked_too(template: str) -> None:
    with pytest.raises(RouteRefused):
        make_path(template, id=".")


@given(st.text())
def test_any_value_is_a_segment_or_refused(sub: str) -> None:
    try:
        path = make_path("/users/{id}/x", id=sub)
    except RouteRefused:
        return
    assert path.split("/")[1:] == ["users", path.split("/")[2], "x"]
    assert unquote(path) == f"/users/{sub}/x"
    assert check_path(path) == path

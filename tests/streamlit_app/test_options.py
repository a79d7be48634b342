"""The arguments of sign_in: checked where they are given, and listed as the contract has them."""

from __future__ import annotations

from typing import Any

import pytest

from gatepost.errors import OptionError
from gatepost.identity.options import make_options


def make(labels: Any = None, **request: Any) -> Any:
    return make_options(request, labels, show_user=True, on_report=None)


@pytest.mark.parametrize("scopes", [{"b", "a"}, frozenset("ab"), ("a", "b"), iter(["a", "b"])])
def test_any_collection_of_scopes_is_a_list(scopes: Any) -> None:
    assert make(scopes=scopes).request.scopes == ["a", "b"]


def test_nothing_given_asks_for_nothing() -> None:
    assert make(scopes=None, prompt=None).request is None


@pytest.mark.parametrize(
    ("labels", "request_"),
    [
        *((None, {"scopes": "a b"}), (None, {"scopes": {1, "a"}}), (None, {"scopes": 1})),
        *((None, {"max_age": -1}), (None, {"login_hint": "a\nb"}), (None, {"prompt": ""})),
        *(("Log in", {}), ({"signin": "Log in"}, {}), ({"sign_in": 1}, {}), ({"sign_in": ""}, {})),
    ],
)
def test_bad_argument_is_named(labels: Any, request_: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match=r"[a-z].*\.$"):
        make(labels, **request_)

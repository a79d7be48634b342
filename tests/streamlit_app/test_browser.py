from __future__ import annotations

import pytest
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from gatepost.identity.browser import browser_of
from tests.streamlit_app.visitor import ADAS, EVES, cookie


def test_one_browser_is_the_same_whatever_the_mask_of_its_cookie() -> None:
    made_by_streamlit = [generate_xsrf_token_string(ADAS) for _ in range(10)]
    assert len({cookie(ADAS), *made_by_streamlit}) > 1
    assert {browser_of(value) for value in made_by_streamlit} == {browser_of(cookie(ADAS))}


def test_what_is_kept_shows_neither_cookie_nor_token() -> None:
    kept = str(browser_of(cookie(ADAS)))
    assert len(kept) == 64
    assert ADAS.hex() not in kept
    assert not [part for part in cookie(ADAS).split("|")[1:] if part in kept]


@pytest.mark.parametrize("value", [None, "", 1, ["2|"], object()], ids=lambda v: type(v).__name__)
def test_no_cookie_is_no_browser(value: object) -> None:
    assert browser_of(value) is None


FORMS = {
    "another token": cookie(EVES),
    "one bit of the token": cookie(bytes([ADAS[0] ^ 1, *ADAS[1:]])),
    "the token's beginning": cookie(ADAS[:8]),
    "a longer token": cookie(ADAS + b"\0"),
    "no token": "2|6d61736b||2000000000",
    "no mask": f"2||{ADAS.hex()}|2000000000",
    "a mask of 3": f"2|000000|{ADAS.hex()}|2000000000",
    "another version": cookie(ADAS).replace("2|", "3|", 1),
    "no hex": "2|6d61736b|xyz|2000000000",
    "too few parts": "2|6d61736b",
    "too many parts": cookie(ADAS) + "|1",
    "a token without a mask": ADAS.hex(),
    "anything": "anything",
    "half a surrogate pair": "\ud800",
    "only quotes": '""',
}


def test_every_other_value_is_another_browser() -> None:
    found = {name: browser_of(value) for name, value in FORMS.items()}
    assert None not in found.values()
    assert browser_of(cookie(ADAS)) not in found.values()
    assert len(set(found.values())) == len(FORMS)


def test_quotes_around_the_cookie_change_nothing() -> None:
    assert browser_of(f'"{cookie(ADAS)}"') == browser_of(cookie(ADAS))

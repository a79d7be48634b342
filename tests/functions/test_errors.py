import re

import pytest

from gatepost_api.errors import (
    ApiError,
    InsufficientAuthentication,
    InsufficientScope,
    InvalidToken,
    KeysUnavailable,
)
from tests.functions.answers import ERRORS


def make(error: type[ApiError]) -> ApiError:
    if error is KeysUnavailable:
        return KeysUnavailable(retry_after=0)
    if error is InvalidToken:
        return InvalidToken("reason")
    if error is InsufficientScope:
        return InsufficientScope(["b", "a"])
    if error is InsufficientAuthentication:
        return InsufficientAuthentication(300, ["strong"])
    return error()


def test_each_code_is_its_own() -> None:
    assert len({error.code for error in ERRORS}) == len(ERRORS)


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_is_one_sentence_that_fits_into_a_header(error: type[ApiError]) -> None:
    made = make(error)
    assert 400 <= made.status <= 599
    assert re.fullmatch(r"[a-z_]+", made.code)
    # RFC 6750 section 3: what error_description may hold.
    assert re.fullmatch(r"[A-Z][\x20-\x21\x23-\x5b\x5d-\x7e]+[a-z]\.", made.message)
    assert str(made) == made.message


def test_required_scopes_are_listed_in_order() -> None:
    assert make(InsufficientScope).headers["WWW-Authenticate"].endswith('scope="a b"')


def test_retry_after_is_at_least_a_second() -> None:
    assert make(KeysUnavailable).headers == {"Retry-After": "1"}

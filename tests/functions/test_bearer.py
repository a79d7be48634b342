import pytest

from gatepost_api.errors import InvalidRequest, MissingToken
from gatepost_api.tokens.bearer import read_bearer_token


@pytest.mark.parametrize(
    "header", ["Bearer a.b.c", "bearer a.b.c", "BEARER a.b.c", "Bearer   a.b.c", " Bearer a.b.c\t"]
)
def test_the_scheme_ignores_case_and_blanks_around_it(header: str) -> None:
    assert read_bearer_token(header, ()) == "a.b.c"


@pytest.mark.parametrize("header", [None, "", "  ", "Basic dXNlcjpwdw==", "Bearertoken", "x, y"])
def test_without_bearer_credentials_the_token_is_missing(header: str | None) -> None:
    with pytest.raises(MissingToken):
        read_bearer_token(header, ())


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Bearer a,Bearer b",
        "Bearer a, Bearer b",
        "Bearer a,",
        "Basic dXNlcjpwdw==, Bearer a",
        "Bearer\ta",
        "Bearer a=b",
        "Bearer ä",
        "Bearer a\ud800",
        "Bearer =",
        'Bearer "a"',
        "Bearer a\x00",
    ],
)
def test_credentials_that_are_malformed_or_two_are_an_invalid_request(header: str) -> None:
    with pytest.raises(InvalidRequest):
        read_bearer_token(header, ())


@pytest.mark.parametrize("header", [None, "Bearer a.b.c"])
def test_a_token_in_the_query_is_refused(header: str | None) -> None:
    with pytest.raises(InvalidRequest):
        read_bearer_token(header, {"access_token"})

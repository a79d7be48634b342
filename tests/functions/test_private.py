"""Private functions: Google's token is for Google's front end, and no credential here."""

import pytest
from flask.testing import FlaskClient

from tests.functions.answers import check_error, get
from tests.functions.issuer import AUDIENCE, Signer

PROTECTED = ["/api/pong", "/api/pong-scoped"]


@pytest.mark.parametrize("path", PROTECTED)
def test_access_token_in_google_s_header_is_no_credential(
    client: FlaskClient, signer: Signer, path: str
) -> None:
    header = f"Bearer {signer.mint()}"
    check_error(get(client, path, X_Serverless_Authorization=header), 401, "missing_token")


@pytest.mark.parametrize("path", PROTECTED)
@pytest.mark.parametrize("audience", [AUDIENCE, "https://gatepost-api-abc.a.run.app"])
def test_google_s_token_beside_an_access_token_changes_nothing(
    client: FlaskClient, signer: Signer, stranger: Signer, path: str, audience: str
) -> None:
    token = stranger.mint(iss="https://accounts.google.com", aud=audience, sub="the-app")
    header = f"Bearer {token}"
    response = get(client, path, signer.mint(), X_Serverless_Authorization=header)
    assert response.status_code == 200
    assert response.json is not None
    assert response.json["subject"] == "auth0|reader"


def test_google_s_token_does_not_make_up_for_a_bad_access_token(
    client: FlaskClient, signer: Signer, stranger: Signer
) -> None:
    good = f"Bearer {signer.mint()}"
    response = get(client, "/api/pong", stranger.mint(), X_Serverless_Authorization=good)
    check_error(response, 401, "invalid_token")

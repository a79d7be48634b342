"""What the API tells its clients about itself (RFC 9728)."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.functions.app import create_app
from tests.functions.issuer import AUDIENCE, ISSUER

PATH = "/.well-known/oauth-protected-resource"


def test_api_names_its_issuer_its_audience_and_its_scopes(client: FlaskClient) -> None:
    answer = client.get(PATH)
    assert answer.status_code == 200
    assert answer.get_json() == {
        "resource": AUDIENCE,
        "authorization_servers": [ISSUER],
        "scopes_supported": ["read:messages"],
        "bearer_methods_supported": ["header"],
    }


def test_target_without_tokens_has_nothing_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    assert create_app(monkeypatch, "ping", {}).test_client().get(PATH).status_code == 404

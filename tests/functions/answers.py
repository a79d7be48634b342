"""Send requests as callers do, and check the responses."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gatepost_api.errors import ApiError

ERRORS = ApiError.__subclasses__()


def get(client: FlaskClient, path: str, token: str | None = None, **headers: str) -> TestResponse:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if token is not None:
        sent["Authorization"] = f"Bearer {token}"
    return client.get(path, headers=sent)


def check_error(response: TestResponse, status: int, code: str) -> None:
    assert (response.status_code, response.mimetype) == (status, "application/json")
    assert response.json is not None
    assert set(response.json) == {"code", "message", "trace_id"}
    assert response.json["code"] == code
    assert response.json["message"].endswith(".")
    assert len(response.json["trace_id"]) == 32

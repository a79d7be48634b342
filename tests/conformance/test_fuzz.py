"""Whatever callers send, the API responds in its one shape and admits none of them.

The suite tries 2,000 cases. For 200,000, and how many got which status:
``python3 dev.py test tests/conformance/test_fuzz.py --hypothesis-profile thorough
--hypothesis-show-statistics``
"""

import gc
import json
import re
import time
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, event, given, settings, strategies as st
from werkzeug.test import TestResponse

from tests.conformance import hostile_requests as hostile
from tests.conformance.drafts import Draft, members
from tests.conformance.near_misses import ANYTHING, drafts
from tests.functions.answers import ERRORS
from tests.functions.issuer import Signer

B64TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # RFC 6750 section 2.1
SLOWEST_SECONDS = 0.05
STATUS_OF = {error.code: error.status for error in ERRORS}
fuzz = settings(
    max_examples=4 * settings().max_examples,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
routes = st.sampled_from(hostile.PROTECTED)


@pytest.fixture(scope="module")
def good_token(signer: Signer) -> str:
    return signer.mint()


@pytest.fixture
def warm(client: FlaskClient, good_token: str, caplog: pytest.LogCaptureFixture) -> FlaskClient:
    """The application once it has the keys, so that no case waits for them; faults are logged."""
    caplog.set_level("ERROR", logger="gatepost.functions")
    response = client.get("/api/pong", headers={"Authorization": f"Bearer {good_token}"})
    assert response.status_code == 200
    return client


def send(client: FlaskClient, **environ: Any) -> TestResponse:
    """Send a request as a server passes it on; check the shape and the cost of the response."""
    gc.disable()  # a collection would clear up after all cases before this one
    started = time.thread_time()  # a busy machine makes an answer late, but not dear
    response = client.open("/", environ_overrides={"REMOTE_ADDR": "127.0.0.1"} | environ)
    seconds = time.thread_time() - started
    gc.enable()
    assert seconds < SLOWEST_SECONDS
    event(f"status {response.status_code}")
    assert response.headers["Cache-Control"] == "no-store"
    if environ.get("REQUEST_METHOD") == "HEAD" or response.status_code == 204:
        assert response.data == b""
        return response
    assert response.mimetype == "application/json"
    body = json.loads(response.data)
    if response.status_code == 200:
        assert body["message"].endswith(".")
    else:
        assert set(body) == {"code", "message", "trace_id"}
        assert STATUS_OF[body["code"]] == response.status_code
    return response


def call(client: FlaskClient, path: str, header: str) -> TestResponse:
    return send(client, PATH_INFO=path, HTTP_AUTHORIZATION=header)


@fuzz
@given(path=routes, header=hostile.authorizations)
def test_no_authorization_header_of_a_stranger_lets_anybody_in(
    warm: FlaskClient, path: str, header: str
) -> None:
    assert call(warm, path, header).status_code in {400, 401}


@fuzz
@given(
    method=hostile.methods,
    path=hostile.paths,
    query=hostile.queries,
    headers=hostile.headers,
    body=hostile.bodies,
)
def test_no_request_of_a_stranger_reaches_a_protected_route(
    warm: FlaskClient,
    method: str,
    path: str,
    query: str,
    headers: dict[str, str],
    body: bytes,
) -> None:
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query} | headers
    if body and "CONTENT_LENGTH" not in environ:
        environ["CONTENT_LENGTH"] = str(len(body))
    response = send(warm, **environ, **{"wsgi.input": BytesIO(body)})
    assert response.status_code in {200, 204, 400, 401, 404, 405}
    if response.status_code == 200:
        assert (path, method) in {("/api/ping", "GET"), ("/api/ping", "HEAD")}


@fuzz
@given(path=routes, draft=drafts)
def test_a_signed_token_lets_in_whom_it_names_and_nobody_else(
    warm: FlaskClient, signer: Signer, path: str, draft: Draft
) -> None:
    token = draft.sign(signer)
    response = call(warm, path, f"Bearer {token}")
    assert response.status_code in {200, 400, 401, 403}
    if response.status_code == 200:
        assert response.json is not None
        assert response.json["subject"] == members(token.strip())[1]["sub"]


@fuzz
@given(
    path=routes, header=st.binary(max_size=60) | ANYTHING, payload=st.binary(max_size=60) | ANYTHING
)
def test_no_bytes_are_let_in_because_the_right_key_signed_them(
    warm: FlaskClient, signer: Signer, path: str, header: Any, payload: Any
) -> None:
    segments = [
        part
        if isinstance(part, bytes)
        else json.dumps(signer.header() if part is ... else part).encode()
        for part in (header, payload)
    ]
    token = signer.sign(segments[0], segments[1])
    assert call(warm, path, f"Bearer {token}").status_code == 401


@fuzz
@given(path=routes, edits=hostile.edits)
def test_no_good_token_survives_a_change(
    warm: FlaskClient,
    good_token: str,
    path: str,
    edits: list[tuple[str, int, int, str]],
) -> None:
    token = hostile.edit(good_token, edits)
    response = call(warm, path, f"Bearer {token}")
    sent = token.lstrip(" ").rstrip(" \t")
    refusal = 401 if B64TOKEN.fullmatch(sent) else 400
    assert response.status_code == (200 if sent == good_token else refusal)

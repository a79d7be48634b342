"""One log line for each decision: complete, and without anything worth stealing."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings, strategies as st

from gatepost_api.audit import Audit, Decision
from gatepost_api.errors import InvalidToken
from gatepost_api.tokens.claims import Caller
from tests.functions.answers import get
from tests.functions.app import create_app
from tests.functions.issuer import NOW, Signer

SALT = "a-salt-of-at-least-thirty-two-characters"
TRACE = "0af7651916cd43dd8448eb211c80319c"
READER = Caller("auth0|reader", "client-1", frozenset({"read:messages", "openid"}))


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    entries = [json.loads(record.getMessage()) for record in caplog.records]
    return [entry for entry in entries if entry["event"] == "decision"]


def line_of(caplog: pytest.LogCaptureFixture, audit: Audit, decision: Decision) -> dict[str, Any]:
    caplog.clear()
    caplog.set_level(logging.INFO)
    audit.write(decision, TRACE, 1.23456)
    return lines(caplog)[0]


def test_an_admitted_caller_is_logged_in_full(caplog: pytest.LogCaptureFixture) -> None:
    line = line_of(caplog, Audit(SALT), Decision("pong", READER))
    assert datetime.fromisoformat(line.pop("time")).tzinfo == UTC
    assert line == {
        "severity": "INFO",
        "event": "decision",
        "message": "Admitted.",
        "route": "pong",
        "decision": "allow",
        "milliseconds": 1.235,
        "trace_id": TRACE,
        # HMAC-SHA-256 of the subject with the salt, as openssl dgst -hmac prints it.
        "subject": "21a5d2bb183fdad856d16d8bc44b291f",
        "client_id": "client-1",
        "scopes": ["openid", "read:messages"],
    }


def test_a_rejection_is_logged_with_its_code_and_its_reason(
    caplog: pytest.LogCaptureFixture,
) -> None:
    line = line_of(caplog, Audit(SALT), Decision("pong", None, InvalidToken("expired")))
    assert (line["decision"], line["code"], line["reason"]) == ("deny", "invalid_token", "expired")
    assert line["message"] == InvalidToken.message
    assert not {"subject", "client_id", "scopes"} & set(line)


def test_a_pseudonym_is_the_same_with_one_salt_and_another_with_another(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def pseudonym(audit: Audit, caller: Caller = READER) -> str:
        return str(line_of(caplog, audit, Decision("pong", caller))["subject"])

    first = Audit(SALT)
    assert pseudonym(first) == pseudonym(first) == pseudonym(Audit(SALT))
    assert pseudonym(first) != pseudonym(Audit(SALT + "x"))
    assert pseudonym(first) != pseudonym(first, Caller("auth0|guest", "", frozenset()))
    unsalted = Audit()
    assert pseudonym(unsalted) == pseudonym(unsalted) != pseudonym(Audit())


def test_the_trace_is_named_as_cloud_logging_wants_it(caplog: pytest.LogCaptureFixture) -> None:
    line = line_of(caplog, Audit(SALT, "my-project"), Decision("ping"))
    assert line["logging.googleapis.com/trace"] == f"projects/my-project/traces/{TRACE}"
    assert "logging.googleapis.com/trace" not in line_of(caplog, Audit(SALT), Decision("ping"))


REQUESTS: dict[str, tuple[str, dict[str, Any] | None, tuple[str, str, str | None]]] = {
    "public": ("/api/ping", None, ("ping", "allow", None)),
    "good": ("/api/pong", {}, ("pong", "allow", None)),
    "scoped": ("/api/pong-scoped", {}, ("pong_scoped", "allow", None)),
    "no scope": ("/api/pong-scoped", {"permissions": []}, ("pong_scoped", "deny", "insufficient")),
    "no token": ("/api/pong", None, ("pong", "deny", "missing_token")),
    "expired": ("/api/pong", {"exp": NOW - 60}, ("pong", "deny", "invalid_token")),
    "no route": ("/api/none", {}, ("", "deny", "not_found")),
}


@pytest.mark.parametrize(("path", "claims", "expected"), REQUESTS.values(), ids=REQUESTS)
def test_each_request_is_one_line(
    client: FlaskClient,
    signer: Signer,
    caplog: pytest.LogCaptureFixture,
    path: str,
    claims: dict[str, Any] | None,
    expected: tuple[str, str, str | None],
) -> None:
    caplog.set_level(logging.INFO)
    token = None if claims is None else signer.mint(**claims)
    response = get(client, path, token, traceparent=f"00-{TRACE}-b7ad6b7169203331-01")
    (line,) = lines(caplog)
    route, decision, code = expected
    assert (line["route"], line["decision"], line["trace_id"]) == (route, decision, TRACE)
    assert line.get("code", "").startswith(code or "")
    assert ("code" in line) is (response.status_code >= 400)
    assert line["milliseconds"] >= 0
    assert ("subject" in line) is (response.status_code in {200, 403} and token is not None)


def test_a_preflight_is_not_logged(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert client.options("/api/pong").status_code == 204
    assert lines(caplog) == []


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    text=st.text(min_size=1, max_size=40)
    | st.sampled_from(["\ud800", "a\r\n{}", "\x1b[2J", "\u2028"])
)
def test_whatever_is_sent_or_signed_stays_on_one_line_of_ascii_json(
    client: FlaskClient, signer: Signer, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    caplog.set_level(logging.INFO)
    caplog.clear()
    token = signer.mint(sub=text, azp=text, scope=text, email="reader@example.com")
    assert get(client, "/api/pong", token).status_code == 200
    get(client, "/api/pong", signer.mint({"kid": text}))
    client.get("/" + text.encode("utf-8", "replace").hex() + "?q=secret-query")
    assert len(caplog.records) == 3
    for record in caplog.records:
        written = record.getMessage()
        assert written.isascii()
        assert written.isprintable()
        assert token not in written
        assert "reader@example.com" not in written
        assert "secret-query" not in written
    assert lines(caplog)[0]["client_id"] == text
    assert lines(caplog)[1]["code"] == "invalid_token"


def test_a_salt_from_the_settings_is_used(
    monkeypatch: pytest.MonkeyPatch,
    environ: dict[str, str],
    signer: Signer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    subjects = set()
    for salt in (SALT, SALT, SALT + "x"):
        caplog.clear()
        client = create_app(monkeypatch, "api", environ | {"AUDIT_SALT": salt}).test_client()
        now = int(datetime.now(UTC).timestamp())
        token = signer.mint(iat=now, exp=now + 60)
        assert get(client, "/api/pong", token).status_code == 200
        subjects.add(lines(caplog)[0]["subject"])
    assert len(subjects) == 2

import json
from dataclasses import replace
from typing import Any

import pytest

from gatepost_api.errors import InvalidToken
from gatepost_api.tokens.claims import Caller, ClaimRules, read_caller
from tests.functions.bad_tokens import BAD_CLAIMS, BAD_JSON
from tests.functions.issuer import AUDIENCE, ISSUER, NOW, good_claims

END_OF_9999 = 253_402_300_799
RULES = ClaimRules(issuer=ISSUER, audience=AUDIENCE, leeway=10)
STRICT = replace(RULES, rfc9068=True)
ONE_CLIENT = replace(RULES, client_ids=frozenset({"client-1"}))


def read(rules: ClaimRules = RULES, now: float = NOW, **changes: Any) -> Caller:
    return read_caller(json.dumps(good_claims(**changes)).encode(), rules, now)


def reason_of(rules: ClaimRules = RULES, now: float = NOW, **changes: Any) -> str:
    with pytest.raises(InvalidToken) as caught:
        read(rules, now, **changes)
    return caught.value.reason


def test_good_claims_give_a_caller() -> None:
    assert read() == Caller("auth0|reader", "client-1", frozenset({"read:messages"}))


def test_caller_has_how_and_when_they_authenticated() -> None:
    caller = read(acr="strong", auth_time=NOW - 5)
    assert (caller.acr, caller.auth_time) == ("strong", NOW - 5)


@pytest.mark.parametrize(("changes", "reason"), BAD_CLAIMS.values(), ids=BAD_CLAIMS.keys())
def test_bad_claims_are_refused(changes: dict[str, Any], reason: str) -> None:
    assert reason_of(**changes) == reason


@pytest.mark.parametrize("payload", BAD_JSON.values(), ids=BAD_JSON.keys())
def test_a_payload_that_is_no_strict_json_object_is_refused(payload: bytes) -> None:
    with pytest.raises(InvalidToken, match="access token") as caught:
        read_caller(payload, RULES, NOW)
    assert caught.value.reason == "payload"


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": AUDIENCE},
        {"aud": [AUDIENCE]},
        {"exp": NOW + 0.5},
        {"exp": NOW - 9},
        {"exp": END_OF_9999},
        {"iat": NOW + 10},
        {"iat": 0},
        {"nbf": NOW + 10},
        {"nbf": NOW - 5.5},
        {"azp": ...},
        {"jti": "1"},
        {"auth_time": NOW, "typ": "ID"},
        {"permissions": ["x", "x"]},
    ],
)
def test_what_the_rules_leave_open_is_accepted(changes: dict[str, Any]) -> None:
    assert read(**changes).subject == "auth0|reader"


def test_a_token_ends_on_the_second_it_names() -> None:
    assert read(exp=NOW, now=NOW + 9.999)
    assert reason_of(exp=NOW, now=NOW + 10) == "expired"


@pytest.mark.parametrize("leeway", [5, 60])
def test_the_leeway_is_what_the_settings_say(leeway: int) -> None:
    rules = replace(RULES, leeway=leeway)
    assert read(rules, exp=NOW - leeway + 1)
    assert reason_of(rules, exp=NOW - leeway) == "expired"


@pytest.mark.parametrize(
    ("changes", "scopes"),
    [
        ({"scope": ..., "permissions": ...}, set()),
        ({"scope": "", "permissions": []}, set()),
        ({"scope": "a  b ", "permissions": ...}, {"a", "b"}),
        ({"scope": "a  b ", "permissions": ["", "b", "c"]}, {"b"}),
        ({"scope": "a b", "permissions": ["ab", "a b"]}, set()),
        # The app asked for nothing, whatever the person may do.
        ({"scope": ..., "permissions": ["read:messages"]}, set()),
        ({"scope": "openid profile", "permissions": ["read:messages"]}, set()),
        # The person may not, whatever the app asked for.
        ({"scope": "openid read:messages", "permissions": []}, set()),
        # Auth0 gives a client without a person the same words in both claims.
        ({"scope": "a b", "permissions": ["a", "b"], "gty": "client-credentials"}, {"a", "b"}),
    ],
)
def test_what_is_granted_was_asked_for_and_is_permitted(
    changes: dict[str, Any], scopes: set[str]
) -> None:
    assert read(**changes).scopes == scopes


@pytest.mark.parametrize(
    "changes",
    [
        {"azp": ...},
        {"azp": "client-2"},
        {"azp": ["client-1"]},
        {"azp": "client-1", "client_id": "client-2"},
        {"azp": "client-1", "client_id": None},
        {"azp": "", "client_id": "client-1"},
    ],
)
def test_a_token_of_another_client_is_refused_where_clients_are_listed(
    changes: dict[str, Any],
) -> None:
    assert reason_of(ONE_CLIENT, **changes) == "client"


@pytest.mark.parametrize("changes", [{}, {"azp": ..., "client_id": "client-1"}])
def test_a_token_of_a_listed_client_is_accepted(changes: dict[str, Any]) -> None:
    assert read(ONE_CLIENT, **changes)


def test_the_strict_profile_asks_for_client_id_and_jti() -> None:
    assert read(STRICT, client_id="client-1", jti="1")
    assert reason_of(STRICT, client_id="client-1") == "rfc9068"
    assert reason_of(STRICT, jti="1") == "rfc9068"
    assert reason_of(STRICT, client_id="client-1", jti=1) == "jti"
    assert reason_of(STRICT, client_id=7, jti="1") == "client"

from types import SimpleNamespace

import pytest
from werkzeug.test import Client

from gatepost_api.audit import Audit
from gatepost_api.errors import InsufficientAuthentication, InsufficientScope, InvalidToken
from gatepost_api.guard import Guard, require_scopes
from gatepost_api.keys.key_set import load_keys
from gatepost_api.routes import Route
from gatepost_api.settings import AuthSettings
from gatepost_api.tokens.claims import Caller, ClaimRules
from gatepost_api.web.dispatcher import Dispatcher
from tests.functions.answers import check_error
from tests.functions.issuer import AUDIENCE, ISSUER, NOW, Signer


def guard_for(signer: Signer, *, rfc9068: bool = False) -> Guard:
    rules = ClaimRules(issuer=ISSUER, audience=AUDIENCE, leeway=10, rfc9068=rfc9068)
    cache = SimpleNamespace(find=load_keys(signer.jwks()).__getitem__)
    return Guard(rules, cache, clock=lambda: NOW)  # type: ignore[arg-type]


def test_all_required_scopes_have_to_be_there() -> None:
    caller = Caller("subject", "client", frozenset({"a", "b", "c"}))
    require_scopes(caller, frozenset({"a", "c"}))
    with pytest.raises(InsufficientScope) as caught:
        require_scopes(caller, frozenset({"a", "d"}))
    assert 'scope="a d"' in caught.value.headers["WWW-Authenticate"]


CALLER = Caller("subject", "client", frozenset(), acr="strong", auth_time=NOW - 300)


@pytest.mark.parametrize(
    ("max_age", "acr_values"),
    [(None, ()), (300, ()), (290, ()), (None, ("other", "strong")), (1_000, ("strong",))],
)
def test_recent_and_strong_authentication_suffices(
    signer: Signer, max_age: int | None, acr_values: tuple[str, ...]
) -> None:
    guard_for(signer).require_authentication(CALLER, max_age, acr_values)


@pytest.mark.parametrize(
    ("caller", "max_age", "acr_values", "challenge"),
    [
        (CALLER, 289, (), 'max_age="289"'),
        (CALLER, 0, (), 'max_age="0"'),
        (CALLER, None, ("stronger", "strongest"), 'acr_values="stronger strongest"'),
        (CALLER, 300, ("stronger",), 'max_age="300", acr_values="stronger"'),
        (Caller("subject", "client", frozenset()), 300, (), 'max_age="300"'),
        (Caller("subject", "client", frozenset()), None, ("strong",), 'acr_values="strong"'),
    ],
)
def test_other_authentication_is_challenged(
    signer: Signer,
    caller: Caller,
    max_age: int | None,
    acr_values: tuple[str, ...],
    challenge: str,
) -> None:
    with pytest.raises(InsufficientAuthentication) as caught:
        guard_for(signer).require_authentication(caller, max_age, acr_values)
    sent = caught.value.headers["WWW-Authenticate"]
    assert sent.startswith('Bearer realm="api", error="insufficient_user_authentication", ')
    assert sent.endswith(f", {challenge}")


@pytest.mark.parametrize("typ", ["at+jwt", "application/at+jwt", "AT+JWT"])
def test_the_strict_profile_accepts_its_own_types(signer: Signer, typ: str) -> None:
    token = signer.mint({"typ": typ}, client_id="client-1", jti="1")
    assert guard_for(signer, rfc9068=True).authenticate(f"Bearer {token}", ())


@pytest.mark.parametrize("typ", ["JWT", ...])
def test_the_strict_profile_refuses_any_other_type(signer: Signer, typ: object) -> None:
    token = signer.mint({"typ": typ}, client_id="client-1", jti="1")
    assert guard_for(signer).authenticate(f"Bearer {token}", ())
    with pytest.raises(InvalidToken) as caught:
        guard_for(signer, rfc9068=True).authenticate(f"Bearer {token}", ())
    assert caught.value.reason == "typ"


def test_a_guard_is_made_from_settings_without_fetching_anything() -> None:
    rules = ClaimRules(ISSUER, AUDIENCE, leeway=20)
    settings = AuthSettings(rules, "https://unreachable.invalid/", stale_seconds=60)
    assert Guard.from_settings(settings).rules is rules


@pytest.mark.parametrize(("age", "status"), [(299, 200), (311, 401)])
def test_route_that_demands_a_recent_sign_in_answers_as_rfc_9470_says(
    signer: Signer, age: int, status: int
) -> None:
    route = Route("/", lambda _caller: {"message": "done"}, frozenset(), max_age=300)
    client = Client(Dispatcher({"/": route}, (), Audit(), guard_for(signer)))
    token = signer.mint(auth_time=NOW - age)
    response = client.get("/", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == status
    if status == 401:
        check_error(response, 401, "insufficient_user_authentication")
        assert 'max_age="300"' in response.headers["WWW-Authenticate"]

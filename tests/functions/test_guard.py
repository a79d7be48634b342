from types import SimpleNamespace

import pytest

from gatepost_api.errors import InsufficientScope, InvalidToken
from gatepost_api.guard import Guard, require_scopes
from gatepost_api.keys.key_set import load_keys
from gatepost_api.settings import AuthSettings
from gatepost_api.tokens.claims import Caller, ClaimRules
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

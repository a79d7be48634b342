from types import SimpleNamespace

import pytest

from claims import ClaimRules
from errors import InsufficientScope, InvalidToken
from guard import Guard
from keys import load_keys
from settings import AuthSettings
from tests.functions.issuer import AUDIENCE, ISSUER, NOW, Signer


def guard_for(signer: Signer, *, rfc9068: bool = False) -> Guard:
    rules = ClaimRules(issuer=ISSUER, audience=AUDIENCE, leeway=10, rfc9068=rfc9068)
    cache = SimpleNamespace(find=load_keys(signer.jwks()).__getitem__)
    return Guard(rules, cache, clock=lambda: NOW)  # type: ignore[arg-type]


def test_all_required_scopes_have_to_be_there(signer: Signer) -> None:
    guard = guard_for(signer)
    header = f"Bearer {signer.mint(scope='a b', permissions=['c'])}"
    assert guard.admit(header, (), frozenset({"a", "c"})).scopes == {"a", "b", "c"}
    with pytest.raises(InsufficientScope) as caught:
        guard.admit(header, (), frozenset({"a", "d"}))
    assert caught.value.required == ("a", "d")


@pytest.mark.parametrize("typ", ["at+jwt", "application/at+jwt", "AT+JWT"])
def test_the_strict_profile_accepts_its_own_types(signer: Signer, typ: str) -> None:
    token = signer.mint({"typ": typ}, client_id="client-1", jti="1")
    assert guard_for(signer, rfc9068=True).admit(f"Bearer {token}", (), frozenset())


@pytest.mark.parametrize("typ", ["JWT", ...])
def test_the_strict_profile_refuses_any_other_type(signer: Signer, typ: object) -> None:
    token = signer.mint({"typ": typ}, client_id="client-1", jti="1")
    assert guard_for(signer).admit(f"Bearer {token}", (), frozenset())
    with pytest.raises(InvalidToken) as caught:
        guard_for(signer, rfc9068=True).admit(f"Bearer {token}", (), frozenset())
    assert caught.value.reason == "typ"


def test_a_guard_is_made_from_settings_without_fetching_anything() -> None:
    settings = AuthSettings(
        issuer=ISSUER,
        audience=AUDIENCE,
        jwks_url="https://unreachable.invalid/",
        leeway=20,
        client_ids=frozenset({"client-1"}),
        rfc9068=True,
    )
    rules = Guard.from_settings(settings)._rules
    assert rules == ClaimRules(ISSUER, AUDIENCE, 20, frozenset({"client-1"}), rfc9068=True)

"""What the component answers to a good handover, and what the identity makes of it."""

from __future__ import annotations

import pytest

from gatepost.identity.handover import redeem
from gatepost.identity.person import Access
from gatepost.needs import Needs
from gatepost.secret import Secret
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import APP_URL, NOW, TOKEN, grant

HANDOVER, VERIFIER = "sealed", "verifier"

pytestmark = pytest.mark.usefixtures("clock")


def test_person_has_the_claims_of_the_id_token_and_what_they_may_do(component: Loopback) -> None:
    person = {
        "sub": "ada",
        "name": "Ada",
        "email": "ada@example.com",
        "emailVerified": True,
        "picture": "https://example.com/a.png",
        "locale": "de-DE",
        "claims": {"sub": "ada", "https://example.com/team": ["red"]},
    }
    granted = {"permissions": ["read:messages", "x"], "scopes": ["read:messages", "y"]}
    component.answer = Answer(body=grant(user=person, audience="https://api", **granted))
    user = redeem(HANDOVER, Secret(VERIFIER), component.url, APP_URL).user
    assert user["https://example.com/team"] == ["red"]
    assert user.to_dict() == {
        "sub": "ada",
        "name": "Ada",
        "email": "ada@example.com",
        "email_verified": True,
        "picture": "https://example.com/a.png",
        "locale": "de-DE",
        "claims": person["claims"],
        # An API that reads permissions grants no scope without one.
        "scopes": ["read:messages"],
        "permissions": ["read:messages", "x"],
        "audience": "https://api",
    }


def test_access_to_each_api_is_apart_and_the_first_token_to_expire_ends_it(
    component: Loopback,
) -> None:
    billing = {
        "audience": "https://billing.example.com",
        "accessToken": "token-for-billing",
        "expiresIn": 300,
        "scopes": ["read:invoices"],
    }
    component.answer = Answer(body=grant(audience="https://api.example.com", apis=[billing]))
    identity = redeem(HANDOVER, Secret(VERIFIER), component.url, APP_URL)
    main = Access(Secret(TOKEN), frozenset({"read:messages"}))
    assert identity.access_for(None) == identity.access_for("https://api.example.com") == main
    other = Access(Secret("token-for-billing"), frozenset({"read:invoices"}))
    assert identity.access_for("https://billing.example.com") == other
    assert identity.access_for("https://other.example.com") is None
    assert identity.ends_at == NOW + 300


def test_identity_lacks_what_is_not_granted_not_fresh_or_not_strong(component: Loopback) -> None:
    component.answer = Answer(body=grant(acr="weak", authenticatedAgo=100))
    identity = redeem(HANDOVER, Secret(VERIFIER), component.url, APP_URL)
    needs = Needs(frozenset({"read:messages", "write:messages"}), 39, ("strong", "stronger"))
    lacks = Needs(frozenset({"write:messages"}), 39, ("strong", "stronger"))
    assert identity.lacks(needs) == lacks
    assert not identity.lacks(Needs(frozenset({"read:messages"}), 41, ("weak",)))
    component.answer = Answer(body=grant())  # a provider that gives neither
    unknown = redeem(HANDOVER, Secret(VERIFIER), component.url, APP_URL)
    assert unknown.lacks(Needs(max_age=101, acr_values=("weak",))) == Needs(
        frozenset(), 101, ("weak",)
    )

from __future__ import annotations

import pytest

from gatepost.identity.person import Identity, elapsed
from gatepost.identity.session import Session
from gatepost.identity.verifiers import Verifiers
from tests.streamlit_app.clock import Clock
from tests.streamlit_app.people import identity, s256

pytestmark = pytest.mark.usefixtures("clock")


def take(verifiers: Verifiers, challenge: str) -> str:
    verifier = verifiers.take(challenge)
    assert verifier is not None
    return verifier.reveal()


def test_challenge_is_s256_of_the_verifier_in_base64url() -> None:
    verifiers = Verifiers()
    challenge = verifiers.challenge
    verifier = take(verifiers, challenge)
    assert challenge == s256(verifier)
    assert len(challenge) == len(verifier) == 43


def test_verifier_is_never_used_twice() -> None:
    verifiers = Verifiers()
    challenge = verifiers.challenge
    take(verifiers, challenge)
    assert verifiers.take(challenge) is None


def test_challenge_is_new_after_each_use() -> None:
    verifiers = Verifiers()
    challenges = [verifiers.challenge]
    for _ in range(20):
        take(verifiers, challenges[-1])
        challenges.append(verifiers.challenge)
    assert len(set(challenges)) == 21


@pytest.mark.parametrize("challenge", ["", "A" * 43, "nobody made this"])
def test_unknown_challenge_has_no_verifier_and_uses_none_up(challenge: str) -> None:
    verifiers = Verifiers()
    newest = verifiers.challenge
    assert verifiers.take(challenge) is None
    assert verifiers.challenge == newest
    assert verifiers.take(newest) is not None


def test_clock_of_a_sign_in_goes_on_while_the_machine_sleeps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Sleeper:
        CLOCK_BOOTTIME = 7
        clock_gettime = staticmethod({7: 100.0}.__getitem__)

    monkeypatch.setattr("gatepost.identity.person.time", Sleeper)
    assert elapsed() == 100


ADA, READER, BOB = identity("ada"), identity("ada", "read:messages"), identity("bob")
RENEWED = identity("ada", token="another-token", lasts=1_200)
EXPIRED = identity("ada", lasts=-1)


@pytest.mark.parametrize(
    ("before", "after", "is_news"),
    [
        (None, None, False),
        (None, ADA, True),
        (ADA, None, True),
        (ADA, BOB, True),
        (ADA, READER, True),
        (READER, ADA, True),
        (ADA, RENEWED, False),
        (EXPIRED, RENEWED, True),
        (EXPIRED, None, False),
        (None, EXPIRED, False),
    ],
    ids=[
        "still nobody",
        "signed in",
        "signed out",
        "another person",
        "more scopes",
        "fewer scopes",
        "only another token",
        "renewed after expiry",
        "expired, then signed out",
        "expired on arrival",
    ],
)
def test_identity_is_news_only_when_person_or_scopes_change(
    before: Identity | None, after: Identity | None, is_news: bool
) -> None:
    session = Session(identity=before)
    session.presence.user = session.user
    assert session.take_over(after) is is_news
    assert session.identity is after


@pytest.mark.parametrize(("passed", "is_there"), [(0, True), (599, True), (600, False)])
def test_expired_identity_is_nobody(clock: Clock, passed: float, is_there: bool) -> None:
    session = Session(identity=identity("ada", lasts=600))
    clock.go_on(passed)
    assert (session.user is not None) is is_there

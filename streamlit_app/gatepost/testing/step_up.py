"""What an app asks a person for beyond the sign-in, in an ``AppTest``."""

from __future__ import annotations

import secrets
from dataclasses import replace

from streamlit.testing.v1 import AppTest

from gatepost.identity.person import Identity, elapsed
from gatepost.identity.step_up import PendingStepUp
from gatepost.needs import Needs
from gatepost.secret import Secret
from gatepost.testing.bearer import make_unsigned
from gatepost.testing.page import report, session_of
from gatepost.testing.sign_in import identity_of, take_in


def asked_for(at: AppTest) -> Needs | None:
    """Return what the sign-in asks the person for; None if nothing."""
    waiting = session_of(at).step_ups.open
    return waiting.needs if waiting else None


def grant(at: AppTest, *scopes: str) -> AppTest:
    """Let the person get what they are asked for: in the next run the app goes on.

    Args:
        at: The app's test.
        scopes: More scopes. With them nothing has to be asked for: they come with a renewal.

    Raises:
        ValueError: Nobody is signed in, or nothing is asked for.
    """
    current = session_of(at)
    identity = identity_of(current)
    if current.step_ups.open is None and scopes:
        take_in(at, _with(identity, Needs(frozenset(scopes))), "renewed")
        return at
    waiting = _waiting(at)
    needs = replace(waiting.needs, scopes=waiting.needs.scopes | set(scopes))
    take_in(at, _with(identity, needs), "stepped_up", step_up=waiting.id)
    return at


def decline(at: AppTest, message: str | None = None, *, code: str = "declined") -> AppTest:
    """Let the person, or the identity provider, refuse what is asked for, from the next run on.

    Args:
        at: The app's test.
        message: What the person is told.
        code: ``scope_not_granted``, ``scope_not_allowed`` or ``authentication_not_met`` if it can
            never be got: the app does not ask again.

    Raises:
        ValueError: Nothing is asked for.
    """
    report(at, "declined", step_up=_waiting(at).id, code=code, message=message)
    return at


def _waiting(at: AppTest) -> PendingStepUp:
    waiting = session_of(at).step_ups.open
    if waiting is None:
        raise ValueError("Nothing is asked for. Run the app up to a guard that asks first.")
    return waiting


def _with(identity: Identity, needs: Needs) -> Identity:
    """Return the identity with what is needed, and a new token for it."""
    scopes, permissions = identity.scopes | needs.scopes, identity.user.permissions
    if permissions is not None:
        permissions |= needs.scopes
    is_new = needs.max_age is not None or bool(needs.acr_values)
    return replace(
        identity,
        id=secrets.token_urlsafe(16),
        user=replace(identity.user, scopes=scopes, permissions=permissions),
        access_token=Secret(make_unsigned(identity.user.sub, scopes)),
        scopes=scopes,
        acr=needs.acr_values[0] if needs.acr_values else identity.acr,
        authenticated_at=elapsed() if is_new else identity.authenticated_at,
    )

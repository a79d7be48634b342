"""Whose call it is: the person of the script run, or of the moment when a client was bound."""

from __future__ import annotations

from dataclasses import dataclass

from streamlit.runtime.scriptrunner import get_script_run_ctx

from gatepost.errors import AudienceNotGranted, NoSession
from gatepost.identity import session as sessions
from gatepost.identity.person import Identity
from gatepost.language import Sentence
from gatepost.secret import Secret
from gatepost.settings import ApiSettings

_NO_RUN = (
    "The API is called outside an app's run, such as in a thread of your own, where nobody is "
    "known to be signed in. Call api.bound() in the script, and use what it returns in the thread."
)


@dataclass(frozen=True)
class Caller:
    """The person a call is made for.

    Attributes:
        token: The access token for the API; None for nobody, and for an app without access to it.
        is_known: Whether somebody is signed in.
    """

    token: Secret | None
    is_known: bool


def session() -> sessions.Session:
    """Return the session of this script run.

    Streamlit attaches a run to its thread. A thread of an executor or of ``asyncio.to_thread`` has
    none, unless the app attaches it with ``add_script_run_ctx``.

    Raises:
        NoSession: The thread belongs to no run.
    """
    if get_script_run_ctx(suppress_warning=True) is None:
        raise NoSession(_NO_RUN)
    return sessions.session()


def caller_of(identity: Identity | None, at: ApiSettings) -> Caller:
    """Return whose call of an API it is.

    Raises:
        AudienceNotGranted: Somebody is signed in without access to this API. The main API is called
            without a token then: it may have public routes.
    """
    if identity is None:
        return Caller(None, is_known=False)
    access = identity.access_for(at.audience)
    if access is None and at.audience is not None:
        raise AudienceNotGranted(Sentence("audience_not_granted", audience=at.audience))
    return Caller(access.token if access else None, is_known=True)


def person_key(identity: Identity | None) -> tuple[str, ...]:
    """Return what tells people and their rights apart, as text: for the keys of caches."""
    if identity is None:
        return ("nobody",)
    audiences = {identity.audience or "": identity.scopes}
    audiences |= {audience: access.scopes for audience, access in identity.apis.items()}
    rights = [f"{audience}\n{' '.join(sorted(s))}" for audience, s in sorted(audiences.items())]
    return ("person", identity.user.sub, *rights)

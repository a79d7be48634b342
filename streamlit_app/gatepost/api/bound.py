"""A client that calls an API as one person from any thread."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar, Unpack

from gatepost.api.answer import ApiAnswer
from gatepost.api.call import Call
from gatepost.api.caller import Caller, caller_of
from gatepost.api.sending import send
from gatepost.api.verbs import Method, Options, Verbs
from gatepost.errors import AudienceNotGranted, NoSession
from gatepost.http.transport import Transport
from gatepost.identity.person import Identity, elapsed
from gatepost.language import Sentence
from gatepost.settings import ApiSettings

T = TypeVar("T")


class Bound(Verbs[T]):
    """What both bound clients hold: the person's access token at one moment, and the settings."""

    def __init__(self, at: ApiSettings, identity: Identity | None) -> None:
        if identity is None:
            raise NoSession(
                "Nobody is signed in, so no client can be bound to a person. Check "
                "gatepost.current_user() first."
            )
        caller = caller_of(identity, at)
        if caller.token is None:
            raise AudienceNotGranted(Sentence("no_access"))
        self._at = at
        self._caller: Caller = caller
        self._ends_at = identity.ends_at

    def _call(self, method: Method, path: str, options: Options) -> Call:
        if elapsed() >= self._ends_at or not self._caller.token:
            raise NoSession(
                "The sign-in of this bound client has expired; nothing was sent. Call api.bound() "
                "again in a run of the app."
            )
        return Call(self._at, self._caller, method, path, options)

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or cached by its value: a copy would have no token."""
        raise TypeError("A bound client can't be pickled or cached. Pass api, and bind there.")


class BoundApi(Bound[ApiAnswer]):
    """A client of one person for threads: ``ProtectedApi.bound`` makes one.

    Threads can share it. It has connections of its own, and neither renews the sign-in nor asks for
    more rights: a refusal is an answer.
    """

    def __init__(self, at: ApiSettings, identity: Identity | None) -> None:
        super().__init__(at, identity)
        self._transport = Transport()

    def request(self, method: Method, path: str, **options: Unpack[Options]) -> ApiAnswer:
        """Send a request as this person, as ``Verbs.request`` describes.

        Raises:
            NoSession: The person's token has expired; nothing was sent.
        """
        return send(self._transport, self._call(method, path, options))

    def __enter__(self) -> BoundApi:
        return self

    def __exit__(self, *_: Any) -> None:
        """Do nothing: connections are closed with the client."""

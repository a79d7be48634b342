"""Call an API with the access token of the person who is signed in, inside an app's run."""

from __future__ import annotations

from typing import Any, Literal, Unpack

from streamlit.connections import BaseConnection

from gatepost.api.answer import ApiAnswer, token_check
from gatepost.api.bound import BoundApi
from gatepost.api.bound_async import AsyncBoundApi
from gatepost.api.call import Call
from gatepost.api.caller import caller_of, person_key, session
from gatepost.api.sending import send
from gatepost.api.verbs import Method, Options, Verbs
from gatepost.errors import ApiError, SettingsError
from gatepost.http.transport import Transport
from gatepost.pages.guards import step_up
from gatepost.pages.sign_in_events import auth
from gatepost.settings import api_settings
from gatepost.wire.events import Renew


class ProtectedApi(BaseConnection[Transport], Verbs[ApiAnswer]):
    """A connection to an API: ``st.connection("protected_api", type=ProtectedApi)``.

    ``protected_api`` is the main API; any other name has a section ``[connections.<name>]``. The
    access token is looked up for each request and never kept in the connection. For the caches of
    Streamlit a connection differs from person to person.
    """

    @classmethod
    def scope(cls) -> Literal["session"]:
        """Return ``session``, so that no two people share a connection."""
        return "session"

    def _connect(self, **unknown: Any) -> Transport:
        if unknown:
            raise SettingsError(
                f"The connection {self._connection_name} takes no argument {min(unknown)}. Set "
                f"api_url and audience in the section [connections.{self._connection_name}] of the "
                "app's secrets."
            )
        return Transport()

    def request(self, method: Method, path: str, **options: Unpack[Options]) -> ApiAnswer:
        """Send a request as the person who is signed in now, as ``Verbs.request`` describes."""
        current = session()
        at = api_settings(self._connection_name)
        call = Call(at, caller_of(current.caller, at), method, path, options, step_up)
        record = current.trace.record
        record("", "request", name=path, method=method)
        status, checked = 0, dict[str, str]()  # 0: none
        try:
            answer = send(self._instance, call)
            status, checked = answer.status_code, token_check(answer.headers)
        finally:
            record("", "response", name=path, status=status, **checked)
        _renew_if_refused(answer)
        return answer

    def bound(self) -> BoundApi:
        """Return a client that calls as this person from any thread, until the token expires.

        Raises:
            NoSession: Nobody is signed in, or this thread belongs to no run.
            AudienceNotGranted: Who is signed in has no access token for this API.
        """
        return BoundApi(api_settings(self._connection_name), session().valid_identity)

    def bound_async(self) -> AsyncBoundApi:
        """Return the same for asyncio, on httpx; it needs ``pip install "gatepost[async]"``.

        Raises:
            NoSession: Nobody is signed in, or this thread belongs to no run.
            AudienceNotGranted: Who is signed in has no access token for this API.
            SettingsError: httpx is not installed.
        """
        return AsyncBoundApi(api_settings(self._connection_name), session().valid_identity)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what Streamlit's caches hash: the name, and the person with all rights."""
        person = person_key(session().caller)
        return type(self), (self._connection_name,), person

    def __setstate__(self, _: object) -> None:
        """Keep no person: the copy looks one up for each request, too."""


def _renew_if_refused(answer: ApiAnswer) -> None:
    """Make the frame fetch a new access token if the API rejected this one.

    At most once: an API that rejects the new token too, because of a wrong audience, say, would
    cause an endless loop. The header alone does not decide: Google Cloud IAM also sends
    ``invalid_token``, about its own token.
    """
    if answer.status_code != 401:
        return
    try:
        is_invalid = answer.code == "invalid_token"
    except ApiError:
        return  # a streamed answer that broke off
    current = session()
    if is_invalid and current.identity and current.renewal == "idle":
        auth.send(Renew())  # first: Streamlit can interrupt the run here, with nothing changed yet
        current.renewal = "asked"
        current.is_rerun_wanted = True  # the command is sent when the sign-in connects

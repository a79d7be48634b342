"""One call of the protected API: what is sent, what is noted of it, and what its answer brings."""

from __future__ import annotations

import json as json_
import re
import time
from collections.abc import Callable
from typing import Any, Literal, TypeVar, get_args
from urllib.parse import urlencode

from gatepost import trace
from gatepost.api_answer import ApiAnswer, checked, read_body
from gatepost.current import session
from gatepost.errors import AnswerTooLarge, ApiError, ApiUnavailable, RequestInvalid, RouteRefused
from gatepost.events import Renew
from gatepost.google.identity import id_token
from gatepost.reruns import reruns
from gatepost.secret import Secret
from gatepost.settings import Settings, settings
from gatepost.sign_in import auth
from gatepost.stream import Answer, NoAnswer, TooLarge
from gatepost.transport import Request

# Plain segments only: nothing that another server could read as another host or a parent folder.
_PATH = re.compile(r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)+")
_T = TypeVar("_T")

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class Call:
    """One call, from its path to its answer.

    Attributes:
        request: What is sent.
        bounds: What the answer may take.

    Raises:
        GoogleIdentityUnavailable: Google gave no ID token for the app; nothing was sent.
        RequestInvalid: The body, a parameter or the method can't be sent; nothing was sent.
        RouteRefused: The path is not a plain path of the API; nothing was sent.
    """

    def __init__(self, path: str, method: Method, params: dict[str, str] | None, json: Any) -> None:
        if not _PATH.fullmatch(path):
            raise RouteRefused(f"{path!r:.80} is not a plain path of the API, such as /api/pong.")
        if method not in get_args(Method):
            raise RequestInvalid(f"{method!r:.20} is none of {', '.join(get_args(Method))}.")
        content, query = _encode(json), _query(params)
        self._path = path
        self._configured = settings()
        headers = _credentials(self._configured)
        if content is not None:
            headers["Content-Type"] = "application/json"
        url = f"{self._configured.api_url}{path}{query}"
        self.request = Request(method, url, headers, content, self._configured.proxy_url)
        self.bounds = self._configured.api_bounds
        self._note = trace.notes()
        self._note("request", name=path, method=method)
        self._started = time.perf_counter()

    def attempt(self, do: Callable[[], _T]) -> _T:
        """Do a part of it.

        Raises:
            ApiUnavailable: The API did not answer in time.
            AnswerTooLarge: The answer is larger than ``api_max_bytes``.
        """
        try:
            return do()
        except NoAnswer as none:
            error: ApiError = ApiUnavailable(
                none.explain("The protected API", "api_url")
                or "The protected API does not answer. Try again in a moment."
            )
        except TooLarge:
            error = AnswerTooLarge(
                f"The answer of the protected API is larger than {self.bounds.most_bytes} bytes. "
                "Ask for less, read it with ProtectedApi.stream, or raise the setting "
                "api_max_bytes."
            )
        self.note_response(0)
        raise error  # out here, so that nothing hangs on it

    def take(self, answer: Answer) -> ApiAnswer:
        """Take a whole answer in; one that refuses the token has the sign-in renewed."""
        identity = session().identity
        taken = ApiAnswer(
            status=answer.status,
            body=read_body(answer),
            www_authenticate=answer.headers.get("WWW-Authenticate"),
            milliseconds=round((time.perf_counter() - self._started) * 1_000),
            private=self._configured.google_account is not None,
            without_access=identity is not None and identity.access_token is None,
        )
        self.note_response(answer.status, **checked(answer))
        _renew_if_refused(taken)
        return taken

    def note_response(self, status: int, **values: str) -> None:
        """Note an answer; 0 for none."""
        self._note("response", name=self._path, status=status, **values)


def _encode(json: Any) -> bytes | None:
    if json is None:
        return None
    try:
        return json_.dumps(json, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        says = str(error)  # names types, and no value
    raise RequestInvalid(f"The body is no JSON, so nothing was sent: {says}.")


def _query(params: dict[str, str] | None) -> str:
    try:
        return f"?{urlencode(params)}" if params else ""
    except (TypeError, ValueError):
        pass
    raise RequestInvalid("A parameter is no text that can be sent, so nothing was sent.")


def _credentials(configured: Settings) -> dict[str, str | Secret]:
    """The person's token, and the app's beside it when Google stands before the API."""
    identity, account = session().identity, configured.google_account
    headers: dict[str, str | Secret] = {}
    if identity and identity.access_token:
        headers["Authorization"] = _bearer(identity.access_token)
    if account:
        headers["X-Serverless-Authorization"] = _bearer(id_token(account))
    return headers


def _bearer(token: Secret) -> Secret:
    return Secret(f"Bearer {token.reveal()}")


def _renew_if_refused(answer: ApiAnswer) -> None:
    """Have the frame fetch a new access token when the API does not take this one any more.

    Once: an API that refuses the new one too, such as for its audience, would be asked for ever.
    The header alone does not tell: Google's front says ``invalid_token`` of its own token as well.
    """
    if answer.status != 401 or answer.code != "invalid_token":
        return
    current, wanted = session(), reruns()
    if current.renewal == "idle":
        # In this order: Streamlit may end the run in the first, and then nothing was asked for.
        auth.send(Renew())
        current.renewal = "asked"
        wanted.wanted = True  # the command leaves when the sign-in connects
